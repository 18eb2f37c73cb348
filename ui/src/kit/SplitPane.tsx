// Two panes side by side and the line between them, which a person can move. Remembering where is the caller's.
import { useId, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import styles from "./SplitPane.module.css";

export interface SplitPaneProps {
  /** The name of the line between them, as "Width of the sidebar". */
  label: string;
  start: ReactNode;
  end: ReactNode;
  /** Which of the two keeps its width; the other takes the rest. */
  sized: "start" | "end";
  /** Pixels. */
  size: number;
  least: number;
  most: number;
  /** Called when the line comes to rest. */
  onSizeChange: (size: number) => void;
  /** The sized pane is put away. */
  isCollapsed?: boolean;
}

export function SplitPane(props: SplitPaneProps): ReactNode {
  const { label, start, end, sized, size, least, most, onSizeChange, isCollapsed = false } = props;
  const id = useId();
  const [dragged, setDragged] = useState<number>();
  const from = useRef({ x: 0, size: 0 });
  const width = dragged ?? size;
  const clamp = (wanted: number): number => Math.round(Math.min(most, Math.max(least, wanted)));
  const towards = sized === "start" ? 1 : -1;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, size: width };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setDragged(clamp(from.current.size + towards * (event.clientX - from.current.x)));
  };
  const onPointerUp = (): void => {
    if (dragged !== undefined) onSizeChange(dragged);
    setDragged(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const places: Partial<Record<string, number>> = {
      ArrowRight: width + towards * 16,
      ArrowLeft: width - towards * 16,
      Home: least,
      End: most,
    };
    const wanted = places[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onSizeChange(clamp(wanted));
  };

  const style = { flexBasis: width };
  return (
    <div className={styles["split"]}>
      <div
        id={`${id}-start`}
        className={classNames(styles["pane"], sized === "start" ? styles["sized"] : styles["rest"])}
        style={sized === "start" ? style : undefined}
        hidden={isCollapsed && sized === "start"}
      >
        {start}
      </div>
      {isCollapsed ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator with a value is a control
        <div
          role="separator"
          tabIndex={0}
          aria-orientation="vertical"
          aria-label={label}
          aria-controls={`${id}-${sized}`}
          aria-valuenow={width}
          aria-valuemin={least}
          aria-valuemax={most}
          className={styles["separator"]}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={onPointerUp}
          onKeyDown={onKeyDown}
        />
      )}
      <div
        id={`${id}-end`}
        className={classNames(styles["pane"], sized === "end" ? styles["sized"] : styles["rest"])}
        style={sized === "end" ? style : undefined}
        hidden={isCollapsed && sized === "end"}
      >
        {end}
      </div>
    </div>
  );
}
