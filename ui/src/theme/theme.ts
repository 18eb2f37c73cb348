// Which of the two charts is drawn, by the person's choice or the system's. Not the colours themselves.

export type ThemeChoice = "system" | "light" | "dark";

const darkSystem = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

/** The chart a choice comes to on this system, now. */
export function resolveTheme(choice: ThemeChoice): "light" | "dark" {
  if (choice !== "system") return choice;
  return darkSystem().matches ? "dark" : "light";
}

/** Draws the chosen chart and, for "system", follows the system until the returned function is called. */
export function followTheme(choice: ThemeChoice): () => void {
  const apply = (): void => {
    document.documentElement.dataset["theme"] = resolveTheme(choice);
  };
  apply();
  if (choice !== "system") return () => {};
  const system = darkSystem();
  system.addEventListener("change", apply);
  return () => system.removeEventListener("change", apply);
}
