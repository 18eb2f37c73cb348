// How wide an element is drawn, for what no style sheet can decide.
import { useCallback, useState } from "react";

/** The width in pixels, undefined until it was measured, and the ref of the element. */
export function useWidth(): [number | undefined, (element: HTMLElement | null) => (() => void) | undefined] {
  const [width, setWidth] = useState<number>();
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element || typeof ResizeObserver === "undefined") return undefined;
    // Before the first picture, so that nothing moves after it.
    setWidth(element.offsetWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, ref];
}
