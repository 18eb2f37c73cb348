// A link that leads out of the window. It is no anchor: the web view has nowhere to go, and nothing to fetch ahead.

import { ExternalLink } from "lucide-react";
import { useId, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { Icon } from "~/kit/Icon";
import { classNames } from "~/lib/class_names";
import { readOutside } from "~/lib/outside_link";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useOpenOutside } from "~/places/open";
import styles from "./OutsideLink.module.css";

export interface OutsideLinkProps {
  url: string;
  children: ReactNode;
  /** Draws an arrow that says it leads outside. */
  withIcon?: boolean;
  className?: string | undefined;
}

/** Words alone where the link leads nowhere one may go. */
export function OutsideLink({ url, children, withIcon = false, className }: OutsideLinkProps): ReactNode {
  const openOutside = useOpenOutside();
  const address = readOutside(url);
  if (!address) return <span className={className}>{children}</span>;
  const open = (): void => openOutside(address.url);
  return (
    <span
      role="link"
      tabIndex={0}
      data-outside={address.url}
      className={classNames(styles["link"], className)}
      onClick={open}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        open();
      }}
    >
      {children}
      {withIcon && <Icon icon={ExternalLink} size={12} className={styles["icon"]} />}
    </span>
  );
}

/** Shows where the link under the pointer or the keyboard leads, as browsers do; around all that has such links. */
export function OutsideLinks({ children, className }: { children: ReactNode; className?: string | undefined }): ReactNode {
  const { rich } = useMessages();
  const [url, setUrl] = useState<string>();
  const id = useId();
  const look = (target: EventTarget): void => {
    const link = target instanceof Element ? target.closest("[data-outside]") : null;
    setUrl(link?.getAttribute("data-outside") ?? undefined);
  };
  const address = url === undefined ? undefined : readOutside(url);
  return (
    // What is heard here is only where the pointer and the focus are.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={classNames(styles["links"], className)}
      onPointerOver={(event) => look(event.target)}
      onPointerLeave={() => setUrl(undefined)}
      onFocus={(event) => look(event.target)}
      onBlur={() => setUrl(undefined)}
    >
      {children}
      <div id={id} role="status" className={styles["status"]} data-shown={address !== undefined}>
        {address &&
          rich("listing.leadsTo", {
            address: (
              <bdi className={styles["address"]}>
                <strong>{visibleText(address.host)}</strong>
                {visibleText(address.rest)}
              </bdi>
            ),
          })}
      </div>
    </div>
  );
}
