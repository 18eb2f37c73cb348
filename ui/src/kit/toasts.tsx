// Short news in the corner of the window, some with a button to take the deed back.
import { CircleAlert, X } from "lucide-react";
import { createContext, use, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { Button, IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./toasts.module.css";

export interface Toast {
  title: string;
  detail?: string | undefined;
  /** `loss`: something went wrong; it is read at once and stays until it is closed. */
  tone?: "plain" | "loss";
  action?: { label: string; run: () => void } | undefined;
  /** Drawn under the words: how far something is. */
  content?: ReactNode;
  /** Stays until it is closed: what it tells is not over. */
  lasts?: boolean;
}

export interface Toasts {
  /** Shows a toast, and returns what closes it. */
  show: (toast: Toast) => () => void;
}

interface ShownToast extends Toast {
  id: number;
}

const lasting = 7_000;
const lastingWithAction = 12_000;
const most = 4;

const ToastsContext = createContext<Toasts>({ show: () => () => {} });

/** How a screen tells news. */
export function useToasts(): Toasts {
  return use(ToastsContext);
}

export function ToastsProvider({ children }: { children: ReactNode }): ReactNode {
  const [shown, setShown] = useState<readonly ShownToast[]>([]);
  const nextId = useRef(0);
  const close = useCallback((id: number) => {
    setShown((toasts) => toasts.filter((toast) => toast.id !== id));
  }, []);
  const toasts = useMemo<Toasts>(
    () => ({
      show(toast) {
        const id = nextId.current;
        nextId.current += 1;
        setShown((before) => [...before, { ...toast, id }].slice(-most));
        return () => close(id);
      },
    }),
    [close],
  );
  return (
    <ToastsContext value={toasts}>
      {children}
      <ToastRegion shown={shown} onClose={close} />
    </ToastsContext>
  );
}

function ToastRegion({ shown, onClose }: { shown: readonly ShownToast[]; onClose: (id: number) => void }): ReactNode {
  const { t } = useMessages();
  return (
    <section aria-label={t("kit.notifications")} className={styles["region"]} data-react-aria-top-layer="true">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onClose={() => onClose(toast.id)} />
      ))}
    </section>
  );
}

function ToastCard({ toast, onClose }: { toast: ShownToast; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const [isHeld, setHeld] = useState(false);
  const isLoss = toast.tone === "loss";
  const close = useEffectEvent(onClose);

  useEffect(() => {
    // Somebody who is on it is reading it, or about to press.
    if (isHeld || isLoss || toast.lasts) return undefined;
    const timer = setTimeout(() => close(), toast.action ? lastingWithAction : lasting);
    return () => clearTimeout(timer);
  }, [isHeld, isLoss, toast.lasts, toast.action]);

  return (
    <div
      role={isLoss ? "alert" : "status"}
      className={classNames(styles["toast"], isLoss && styles["loss"])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {isLoss ? <Icon icon={CircleAlert} className={styles["mark"]} /> : null}
      <div className={styles["words"]}>
        <p className={styles["title"]}>{toast.title}</p>
        {toast.detail === undefined ? null : <p className={styles["detail"]}>{toast.detail}</p>}
        {toast.content}
      </div>
      {toast.action ? (
        <Button
          onPress={() => {
            toast.action?.run();
            onClose();
          }}
        >
          {toast.action.label}
        </Button>
      ) : null}
      <IconButton icon={X} label={t("kit.dismiss")} size="small" onPress={onClose} />
    </div>
  );
}
