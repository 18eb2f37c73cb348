// Which of a registry's settings it is, in words. No drawing.
import type { RegistrySetting } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

/** "replication", "the cache rule hub". */
export function sayRegistrySetting(setting: RegistrySetting, { t }: Pick<Messages, "t">): string {
  switch (setting.type) {
    case "replication":
      return t("registrySettings.replicationWords");
    case "cacheRule":
      return t("registrySettings.cacheWords", { name: visibleText(setting.prefix) });
    case "scanning":
      return t("registrySettings.scanningWords");
    case "template":
      return t("registrySettings.templateWords", { name: visibleText(setting.prefix) });
    case "signing":
      return t("registrySettings.signingWords");
    case "policy":
      return t("registrySettings.policyWords");
    case "account":
      return t("registrySettings.accountWords");
    case "pullExclusion":
      return t("registrySettings.exclusionWords");
  }
}

/** Whether ECR has a way back to what it was: a setting of the account that was never set can't be unset. */
export function hasWayBack(before: RegistrySetting): boolean {
  return before.type !== "account" || before.value !== null;
}
