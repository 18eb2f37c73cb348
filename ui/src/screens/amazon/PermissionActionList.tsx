// The actions that a policy can name, by what each is good for.
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { PolicyScope } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import { sayDeed } from "./policy_words";
import styles from "./amazon.module.css";

export function PermissionActionList({ scope }: { scope: PolicyScope }): ReactNode {
  const messages = useMessages();
  const [isOpen, setOpen] = useState(false);
  const found = useAsk("list_permission_actions", { scope }, { enabled: isOpen });
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={3}>
        <AriaButton slot="trigger" className={styles["sorter"] ?? ""}>
          <Icon icon={ChevronRight} size={14} className={isOpen ? styles["turned"] : undefined} />
          {messages.t("permissions.actions")}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <dl className={styles["actions"]}>
          {(found.data ?? []).map(({ deed, actions }) => (
            <div key={deed}>
              <dt>{sayDeed(deed, messages)}</dt>
              {actions.map((action) => (
                <dd key={action} data-selectable>
                  <code>{action}</code>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </DisclosurePanel>
    </Disclosure>
  );
}
