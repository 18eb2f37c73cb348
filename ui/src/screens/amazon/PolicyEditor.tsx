// The editor of a policy of permissions, of a repository or a registry: the document, ready statements, and what it means.
import { useState } from "react";
import type { ReactNode } from "react";
import type { PermissionsCheck, PolicyScope } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Complaints } from "./Complaints";
import { PermissionActionList } from "./PermissionActionList";
import { PermissionSamples } from "./PermissionSamples";
import { WhoCan } from "./WhoCan";
import { sayPermissionProblem } from "./policy_words";
import styles from "./amazon.module.css";
import { useRested } from "./use_rested";

/** The characters that Amazon takes. */
const most = 10_240;

export interface PolicyEditorProps {
  scope: PolicyScope;
  region: string;
  /** The account whose repository or registry it is. */
  account: string;
  /** What Amazon has; `null`: no policy. Draw the editor anew when it changes. */
  kept: string | null;
  /** Saves a text, or removes the policy. */
  onSave: (text: string | null) => void;
  isSaving: boolean;
  /** Why nothing can be saved. */
  frozen: string | undefined;
}

export function PolicyEditor({ scope, region, account, kept, onSave, isSaving, frozen }: PolicyEditorProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const [text, setText] = useState(kept ?? "");
  const [isRemoving, setRemoving] = useState(false);
  const rested = useRested(text);
  const isEmpty = text.trim() === "";
  const checked = useAsk("check_permissions", { scope, text: rested }, { enabled: rested.trim() !== "" });
  const [last, setLast] = useState<PermissionsCheck>();
  // While the next answer is under way that of the last text stays.
  if (checked.data && checked.data !== last) setLast(checked.data);
  const check = isEmpty ? undefined : (checked.data ?? last);
  const isChecked = rested === text && checked.data !== undefined;
  const complaints = (check?.complaints ?? []).map(({ path, problem }) => ({ place: path, words: sayPermissionProblem(problem, messages) }));
  const isSame = text === (kept ?? "");
  const reason =
    frozen ??
    (isSame || isEmpty ? t("ecr.nothingChanged") : undefined) ??
    (!isChecked ? t("ecr.checking") : undefined) ??
    (complaints.length > 0 ? t("permissions.complaintsLeft", { count: complaints.length }) : undefined);
  return (
    <>
      {kept === null ? <p className={styles["help"]}>{t("permissions.none")}</p> : null}
      <div className={styles["sides"]}>
        <div className={styles["document"]}>
          <TextField
            label={t("ecr.document")}
            value={text}
            onChange={setText}
            lines={20}
            mono
            description={t("permissions.length", { has: format.number(text.length), most: format.number(most) })}
          />
          <Complaints label={t("ecr.complaints")} complaints={complaints} />
          {checked.error ? <FailureNotice failure={checked.error.failure} onRetry={() => void checked.refetch()} /> : null}
          <div className={styles["buttons"]}>
            <Button tone="primary" onPress={() => onSave(text)} isPending={isSaving} disabledReason={reason}>
              {t("permissions.save")}
            </Button>
            <Button onPress={() => setText(kept ?? "")} disabledReason={isSame ? t("ecr.nothingChanged") : undefined}>
              {t("ecr.revert")}
            </Button>
            <Button onPress={() => setRemoving(true)} disabledReason={frozen ?? (kept === null ? t("permissions.none") : undefined)}>
              {t("permissions.remove")}
            </Button>
          </div>
        </div>
        <div className={styles["rules"]}>
          <WhoCan check={check} />
          <PermissionSamples scope={scope} region={region} account={account} text={text} onInsert={setText} frozen={frozen} />
          <PermissionActionList scope={scope} />
        </div>
      </div>
      <Dialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        role="alert"
        width="narrow"
        title={t("permissions.removeTitle")}
        actions={
          <>
            <Button onPress={() => setRemoving(false)}>{t("common.cancel")}</Button>
            <Button
              tone="loss"
              onPress={() => {
                setRemoving(false);
                onSave(null);
              }}
            >
              {t("permissions.remove")}
            </Button>
          </>
        }
      >
        <p>{t("permissions.removeText")}</p>
      </Dialog>
    </>
  );
}
