// What the registry keeps locked of an image: its tag, its manifest, its repository. Set and lifted here.
import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, ScopeAt, VendorRule } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { LockFields } from "./LockFields";
import { sayRule } from "./rule_words";
import styles from "./vendor_rules.module.css";

export interface LocksButtonProps {
  connection: Connection;
  repository: string;
  /** The tag that one looks at, where it is one. */
  tag: string | null;
  digest: string;
}

/** Nothing where the registry locks nothing by itself, or does not say so to who asks. */
export function LocksButton({ connection, repository, tag, digest }: LocksButtonProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [isOpen, setOpen] = useState(false);
  const { data = [] } = useAsk("read_locks", { connection: connection.id, repository, tag, digest }, { enabled: connection.hasOffers });
  if (data.length === 0) return null;
  const isLocked = data.some((lock) => isHeld(lock));
  const at: ScopeAt = { connection: connection.id, scope: { type: "repository", repository } };
  return (
    <>
      <Button icon={isLocked ? Lock : LockOpen} onPress={() => setOpen(true)}>
        {t(isLocked ? "vendorRules.locked" : "vendorRules.lock")}
      </Button>
      {isOpen ? (
        <Dialog isOpen onClose={() => setOpen(false)} title={t("vendorRules.locks")} subtitle={t("vendorRules.locksHelp")}>
          <div className={styles["form"]}>
            {data.map((lock) => (
              // Another value is another form.
              <LockForm key={JSON.stringify(lock)} at={at} lock={lock} isReadOnly={connection.readOnly} />
            ))}
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function isHeld(lock: VendorRule): boolean {
  if (lock.type === "quayImmutable") return lock.immutable;
  return lock.type === "azureLock" && (!lock.may.write || !lock.may.delete);
}

function LockForm({ at, lock, isReadOnly }: { at: ScopeAt; lock: VendorRule; isReadOnly: boolean }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [value, setValue] = useState(lock);
  const set = useAct("set_vendor_rule");
  const isSame = JSON.stringify(value) === JSON.stringify(lock);
  const { title, lines } = sayRule(lock, messages);
  const reason = isReadOnly ? t("repository.readOnly") : isSame ? t("vendorRules.nothingChanged") : undefined;
  return (
    <fieldset className={styles["group"]} aria-label={title}>
      <div className={styles["head"]}>
        <h3>{title}</h3>
        <span className={styles["off"]}>{lines.join(", ")}</span>
      </div>
      {value.type === "azureLock" ? <LockFields may={value.may} onChange={(may) => setValue({ ...value, may })} /> : null}
      {value.type === "quayImmutable" ? (
        <Checkbox isSelected={value.immutable} onChange={(immutable) => setValue({ ...value, immutable })} description={t("vendorRules.heldFastHelp")}>
          {t("vendorRules.heldFast")}
        </Checkbox>
      ) : null}
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <div>
        <Button tone="primary" label={t("vendorRules.saveLock", { what: title })} onPress={() => set.mutate({ at, before: lock, after: value })} isPending={set.isPending} disabledReason={reason}>
          {t("vendorRules.save")}
        </Button>
      </div>
    </fieldset>
  );
}
