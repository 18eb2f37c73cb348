// The program a person pulls and pushes with: chosen once, offered first everywhere.

import type { Engine } from "~/bridge/generated/contract";
import { useWindowState } from "~/bridge/window_state";
import { engineNames } from "~/parts/CommandBlock";

function isEngine(value: unknown): value is Engine {
  return typeof value === "string" && value in engineNames;
}

export function useEngine(): [Engine, (engine: Engine) => void] {
  const { value, setValue } = useWindowState<Engine>("engine", isEngine, "docker");
  return [value, setValue];
}
