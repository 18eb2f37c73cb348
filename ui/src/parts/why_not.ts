// Why a registry can't do something, in a line for whoever hovers over what is disabled. No drawing.
import { explainFailure } from "~/bridge/failures";
import type { Ability } from "~/bridge/generated/contract";
import type { Messages } from "~/messages/Messages";

/** What the registry answered when it refused; `undefined` where it may be able to. */
export function whyNot(ability: Ability | undefined, messages: Messages): string | undefined {
  if (ability?.state !== "no") return undefined;
  if (ability.failure === null) return messages.t("registry.noDelete");
  const { title, reason } = explainFailure(ability.failure, messages);
  return reason === undefined ? title : `${title}. ${reason}`;
}
