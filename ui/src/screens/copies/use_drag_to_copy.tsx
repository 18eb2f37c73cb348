// Drags rows by the pointer onto a registry or repository of the sidebar. By keyboard the same is the menu's dialog.
import { useEffect, useRef, useState } from "react";
import type { PointerEvent, ReactNode } from "react";
import { createPortal } from "react-dom";
import { useMessages } from "~/messages/Messages";
import styles from "./use_drag_to_copy.module.css";

/** How far the pointer goes before a press becomes a drag. */
const slack = 6;

export interface DropPlace {
  connection: string;
  repository?: string | undefined;
}

interface Drag {
  x: number;
  y: number;
}

/** What lies under the pointer, where it takes images. */
function placeUnder(x: number, y: number): { place: DropPlace; element: Element } | undefined {
  const element = document.elementFromPoint(x, y)?.closest("[data-drop]");
  const text = element?.getAttribute("data-drop");
  if (!element || !text) return undefined;
  const [type, connection = "", ...path] = text.split(" ");
  if (type === "connection") return { place: { connection }, element };
  if (type === "branch") return { place: { connection, repository: path.join(" ") }, element };
  return undefined;
}

/** `count` images are dragged; `onDrop` is told where they were dropped. */
export function useDragToCopy(count: number, onDrop: (place: DropPlace) => void): { onPointerDown: (event: PointerEvent) => void; ghost: ReactNode } {
  const { t } = useMessages();
  const [drag, setDrag] = useState<Drag>();
  const stop = useRef<() => void>(undefined);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => () => stop.current?.(), []);

  const onPointerDown = (event: PointerEvent): void => {
    const isRow = event.target instanceof Element && event.target.closest("[data-index]") !== null;
    if (event.button !== 0 || !isRow || event.shiftKey || event.ctrlKey || event.metaKey) return;
    stop.current?.();
    const from = { x: event.clientX, y: event.clientY };
    let isDragging = false;
    let over: Element | undefined;
    const lookAt = (element: Element | undefined): void => {
      if (over === element) return;
      over?.removeAttribute("data-dropping");
      element?.setAttribute("data-dropping", "");
      over = element;
    };
    const move = (moved: globalThis.PointerEvent): void => {
      isDragging ||= Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > slack;
      if (!isDragging) return;
      moved.preventDefault();
      document.getSelection()?.removeAllRanges();
      lookAt(placeUnder(moved.clientX, moved.clientY)?.element);
      setDrag({ x: moved.clientX, y: moved.clientY });
    };
    const end = (): void => {
      lookAt(undefined);
      setDrag(undefined);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", escape, true);
      stop.current = undefined;
    };
    const up = (released: globalThis.PointerEvent): void => {
      const found = isDragging ? placeUnder(released.clientX, released.clientY) : undefined;
      end();
      if (found) latest.current(found.place);
    };
    const escape = (pressed: KeyboardEvent): void => {
      if (pressed.key === "Escape") end();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", escape, true);
    stop.current = end;
  };

  const ghost = drag
    ? createPortal(
        <div className={styles["ghost"]} style={{ left: drag.x + 12, top: drag.y + 12 }} aria-hidden>
          {t("copies.dragged", { count: Math.max(1, count) })}
        </div>,
        document.body,
      )
    : null;
  return { onPointerDown, ghost };
}
