// Small choices of how the window is laid out (pane widths, open branches), remembered by the webview.
// Nothing that matters elsewhere: settings, bookmarks and history belong to the host.

/** What was remembered under a name, if it still passes the check; otherwise the fallback. */
export function recall<T>(name: string, check: (value: unknown) => value is T, fallback: T): T {
  try {
    const text = localStorage.getItem(`portolan.${name}`);
    if (text === null) return fallback;
    const value: unknown = JSON.parse(text);
    return check(value) ? value : fallback;
  } catch {
    // Storage can be absent or hold something foreign; a layout is not worth an error.
    return fallback;
  }
}

/** Remembers a value under a name. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(`portolan.${name}`, JSON.stringify(value));
  } catch {
    // Full or absent storage: the layout is simply not remembered.
  }
}
