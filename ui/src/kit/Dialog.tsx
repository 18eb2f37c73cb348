// A question or a form in front of the window; it holds the focus and gives it back.
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { IconButton } from "./Button";
import styles from "./Dialog.module.css";

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  children: ReactNode;
  /** The buttons, the one to press last. */
  actions?: ReactNode;
  width?: "narrow" | "normal" | "wide";
  /** `alert` interrupts: what comes next may lose something. */
  role?: "dialog" | "alert";
  /** A press outside closes it; switch off while a form is half filled or work is going on. */
  closesOutside?: boolean;
}

export function Dialog(props: DialogProps): ReactNode {
  const { isOpen, onClose, title, subtitle, children, actions, width = "normal", role = "dialog" } = props;
  const { t } = useMessages();
  return (
    <ModalOverlay
      className={styles["overlay"] ?? ""}
      isOpen={isOpen}
      isDismissable={props.closesOutside ?? role === "dialog"}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={classNames(styles["modal"], styles[width])}>
        <AriaDialog className={styles["dialog"] ?? ""} role={role === "alert" ? "alertdialog" : "dialog"}>
          <header className={styles["header"]}>
            <div className={styles["titles"]}>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {subtitle === undefined ? null : <p className={styles["subtitle"]}>{subtitle}</p>}
            </div>
            <IconButton icon={X} label={t("kit.close")} onPress={onClose} isPlain />
          </header>
          <div className={styles["body"]}>{children}</div>
          {actions === undefined ? null : <footer className={styles["actions"]}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
