// What may be done to something of Azure’s.
import type { ReactNode } from "react";
import type { LockedAttributes } from "~/bridge/generated/contract";
import { Checkbox } from "~/kit/Checkbox";
import { useMessages } from "~/messages/Messages";

export function LockFields({ may, onChange }: { may: LockedAttributes; onChange: (may: LockedAttributes) => void }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <Checkbox isSelected={may.write} onChange={(write) => onChange({ ...may, write })}>
        {t("vendorRules.mayWrite")}
      </Checkbox>
      <Checkbox isSelected={may.delete} onChange={(next) => onChange({ ...may, delete: next })}>
        {t("vendorRules.mayDelete")}
      </Checkbox>
      <Checkbox isSelected={may.list} onChange={(list) => onChange({ ...may, list })}>
        {t("vendorRules.mayList")}
      </Checkbox>
      <Checkbox isSelected={may.read} onChange={(read) => onChange({ ...may, read })}>
        {t("vendorRules.mayRead")}
      </Checkbox>
    </>
  );
}
