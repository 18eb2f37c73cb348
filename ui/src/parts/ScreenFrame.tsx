// The frame of every screen: its head, its content, and the inspector beside it.
import { createContext, use, useLayoutEffect } from "react";
import type { ReactNode } from "react";
import { SplitPane } from "~/kit/SplitPane";
import { useMessages } from "~/messages/Messages";
import styles from "./ScreenFrame.module.css";

/** Where the inspector's line is; remembered by the shell. */
export interface InspectorPane {
  width: number;
  setWidth: (width: number) => void;
  isShown: boolean;
}

export const InspectorContext = createContext<InspectorPane>({ width: 340, setWidth: () => {}, isShown: true });

export interface ScreenFrameProps {
  /** A picture before the title. */
  mark?: ReactNode;
  title: ReactNode;
  /** One line of facts under the title. */
  subtitle?: ReactNode;
  /** Buttons at the end of the head. */
  actions?: ReactNode;
  /** Filters and the like, in a line of their own. */
  toolbar?: ReactNode;
  /** Bars between the head and the content: age, problems, progress. */
  notices?: ReactNode;
  children: ReactNode;
  /** About what is selected; no inspector is drawn without. */
  inspector?: ReactNode;
  /** Content of words and fields, held to a readable width, that scrolls. */
  isPage?: boolean;
}

/** Tells what floats above the window how wide the inspector beside the content is. */
function useRoomBeside(width: number): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    style.setProperty("--beside-content", `${String(width)}px`);
    return () => {
      style.removeProperty("--beside-content");
    };
  }, [width]);
}

export function ScreenFrame(props: ScreenFrameProps): ReactNode {
  const { mark, title, subtitle, actions, toolbar, notices, children, inspector, isPage = false } = props;
  const { t } = useMessages();
  const pane = use(InspectorContext);
  useRoomBeside(inspector !== undefined && pane.isShown ? pane.width : 0);
  const content = (
    <>
      <div className={styles["head"]}>
        {mark}
        <div className={styles["titles"]}>
          <h1 className={styles["title"]}>{title}</h1>
          {subtitle === undefined ? null : <div className={styles["subtitle"]}>{subtitle}</div>}
        </div>
        {actions === undefined ? null : <div className={styles["actions"]}>{actions}</div>}
      </div>
      {toolbar === undefined ? null : <div className={styles["toolbar"]}>{toolbar}</div>}
      {notices}
      {isPage ? (
        <div className={styles["scroll"]}>
          <div className={styles["page"]}>{children}</div>
        </div>
      ) : (
        <div className={styles["content"]}>{children}</div>
      )}
    </>
  );
  if (inspector === undefined) return <div className={styles["frame"]}>{content}</div>;
  return (
    <div className={styles["frame"]}>
      <SplitPane
        label={t("shell.inspectorWidth")}
        start={content}
        end={
          <aside aria-label={t("shell.inspector")} className={styles["inspector"]}>
            {inspector}
          </aside>
        }
        sized="end"
        size={pane.width}
        least={240}
        most={640}
        onSizeChange={pane.setWidth}
        isCollapsed={!pane.isShown}
      />
    </div>
  );
}
