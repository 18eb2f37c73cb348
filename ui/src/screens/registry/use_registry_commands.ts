// Offers what a registry's screen can do in the window's one list of commands.

import { Coins, HeartPulse, LogIn, Pin, RefreshCw, Search, SlidersHorizontal, Trash2, Upload, Wrench } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { Command } from "~/commands/command";
import { useCommands } from "~/commands/contributed";
import type { RepositoryActions } from "./use_repository_actions";

export interface RegistryScreenActions {
  refresh: () => void;
  focusFilter: () => void;
  push: () => void;
  pin: () => void;
  openHealth: () => void;
  /** Only where the vendor offers something beyond images. */
  openAdministration: (() => void) | undefined;
  /** Only where the registry charges, and signs engines in for hours. */
  openCost: (() => void) | undefined;
  signInEngines: (() => void) | undefined;
  /** Opens the settings of the first region, where there are regions. */
  openSettings: (() => void) | undefined;
  actions: RepositoryActions;
}

export function useRegistryCommands(screen: RegistryScreenActions): void {
  const latest = useRef(screen);
  useEffect(() => {
    latest.current = screen;
  });
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "repositories.filter",
        name: "registry.filter",
        icon: Search,
        shortcuts: ["Mod+F", "/"],
        run: () => latest.current.focusFilter(),
      },
      { id: "repositories.refresh", name: "registry.refresh", icon: RefreshCw, run: () => latest.current.refresh() },
      { id: "repositories.push", name: "registry.pushNew", icon: Upload, run: () => latest.current.push() },
      { id: "repositories.pin", name: "registry.pinAdd", icon: Pin, run: () => latest.current.pin() },
      { id: "repositories.health", name: "health.title", icon: HeartPulse, run: () => latest.current.openHealth() },
      {
        id: "repositories.administration",
        name: "administration.open",
        icon: Wrench,
        when: () => latest.current.openAdministration !== undefined,
        run: () => latest.current.openAdministration?.(),
      },
      { id: "repositories.cost", name: "cost.title", icon: Coins, when: () => latest.current.openCost !== undefined, run: () => latest.current.openCost?.() },
      { id: "repositories.engines", name: "engines.open", icon: LogIn, when: () => latest.current.signInEngines !== undefined, run: () => latest.current.signInEngines?.() },
      {
        id: "repositories.delete",
        name: "registry.commandDelete",
        icon: Trash2,
        isLoss: true,
        when: () => latest.current.actions.delete.disabledReason === undefined,
        run: () => latest.current.actions.delete.run(),
      },
      {
        id: "registry.settings",
        name: "registrySettings.title",
        icon: SlidersHorizontal,
        when: () => latest.current.openSettings !== undefined,
        run: () => latest.current.openSettings?.(),
      },
    ],
    [],
  );
  useCommands(commands);
}
