// Offers what a registry's screen can do in the window's one list of commands.

import { Pin, RefreshCw, Search, Trash2, Upload } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { Command } from "~/commands/command";
import { useCommands } from "~/commands/contributed";
import type { RepositoryActions } from "./use_repository_actions";

export interface RegistryScreenActions {
  refresh: () => void;
  focusFilter: () => void;
  push: () => void;
  pin: () => void;
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
      {
        id: "repositories.delete",
        name: "registry.commandDelete",
        icon: Trash2,
        isLoss: true,
        when: () => latest.current.actions.delete.disabledReason === undefined,
        run: () => latest.current.actions.delete.run(),
      },
    ],
    [],
  );
  useCommands(commands);
}
