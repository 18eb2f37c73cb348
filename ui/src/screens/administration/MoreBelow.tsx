// Asks for what comes next once one has scrolled to it; a button for who does not scroll.
import { useEffect, useEffectEvent, useRef } from "react";
import type { ReactNode } from "react";
import { Button } from "~/kit/Button";
import { useMessages } from "~/messages/Messages";
import styles from "./administration.module.css";

export interface MoreBelowProps {
  isLooking: boolean;
  onMore: () => void;
  /** Waits for the button: nothing was found yet, and looking on by itself might never end. */
  waits: boolean;
}

export function MoreBelow({ isLooking, onMore, waits }: MoreBelowProps): ReactNode {
  const { t } = useMessages();
  const end = useRef<HTMLDivElement>(null);
  const reach = useEffectEvent(onMore);
  useEffect(() => {
    const element = end.current;
    if (!element || waits || typeof IntersectionObserver === "undefined") return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) reach();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [waits]);
  return (
    <div ref={end} className={styles["more"]}>
      <Button onPress={onMore} isPending={isLooking}>
        {t("administration.earlier")}
      </Button>
    </div>
  );
}
