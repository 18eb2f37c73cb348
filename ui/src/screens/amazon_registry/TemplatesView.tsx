// Creation templates: what the repositories are like that ECR makes by itself.
import { Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { CreationOccasion, ListedTemplate } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import table from "~/parts/Table.module.css";
import type { SectionProps } from "./draft";
import { Answer } from "./pieces";
import { RemoveDialog } from "./RemoveDialog";
import { TemplateDialog } from "./TemplateDialog";
import styles from "./amazon_registry.module.css";

export const occasionNames: Readonly<Record<CreationOccasion, PlainKey>> = {
  pullThroughCache: "registrySettings.forPullThroughCache",
  replication: "registrySettings.forReplication",
  push: "registrySettings.forPush",
};

type Asked = { type: "new" } | { type: "edit" | "remove"; template: ListedTemplate };

export function TemplatesView({ at, isReadOnly }: SectionProps): ReactNode {
  const { t, format } = useMessages();
  const templates = useAsk("list_creation_templates", at);
  const [asked, setAsked] = useState<Asked>();
  const frozen = isReadOnly ? t("repository.readOnly") : undefined;
  const close = (): void => setAsked(undefined);
  return (
    <div className={styles["page"]}>
      <section className={styles["section"]} aria-label={t("registrySettings.templates")}>
        <p className={styles["help"]}>{t("registrySettings.templatesHelp")}</p>
        <div>
          <Button icon={Plus} onPress={() => setAsked({ type: "new" })} disabledReason={frozen}>
            {t("registrySettings.newTemplate")}
          </Button>
        </div>
        <Answer asked={templates} connection={at.connection}>
          {(listed) =>
            listed.length === 0 ? (
              <p>{t("registrySettings.noTemplates")}</p>
            ) : (
              <div className={styles["tableFrame"]}>
                <table className={table["table"]} aria-label={t("registrySettings.templates")}>
                  <thead>
                    <tr>
                      <th scope="col">{t("registrySettings.templatePrefix")}</th>
                      <th scope="col">{t("registrySettings.occasions")}</th>
                      <th scope="col">{t("registrySettings.tags")}</th>
                      <th scope="col">{t("registrySettings.actions")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {listed.map((each) => (
                      <tr key={each.prefix}>
                        <td>
                          <code className={styles["short"]}>{visibleText(each.prefix)}</code>
                          {each.template.description === null ? null : <div className={styles["help"]}>{visibleText(each.template.description)}</div>}
                        </td>
                        <td>{format.list(each.template.appliedFor.map((occasion) => t(occasionNames[occasion])))}</td>
                        <td className={styles["short"]}>{t(each.template.mutability.immutable ? "ecr.immutable" : "ecr.mutable")}</td>
                        <td>
                          <TemplateActions prefix={each.prefix} onAsk={(type) => setAsked({ type, template: each })} frozen={frozen} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Answer>
      </section>
      {asked?.type === "new" ? <TemplateDialog at={at} kept={undefined} onClose={close} /> : null}
      {asked?.type === "edit" ? <TemplateDialog at={at} kept={asked.template} onClose={close} /> : null}
      {asked?.type === "remove" ? (
        <RemoveDialog
          at={at}
          setting={{ type: "template", prefix: asked.template.prefix, template: null }}
          title={t("registrySettings.removeTemplateTitle", { prefix: visibleText(asked.template.prefix) })}
          text={t("registrySettings.removeTemplateText")}
          label={t("registrySettings.removeTemplateAct")}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

interface TemplateActionsProps {
  prefix: string;
  onAsk: (what: "edit" | "remove") => void;
  frozen: string | undefined;
}

function TemplateActions({ prefix, onAsk, frozen }: TemplateActionsProps): ReactNode {
  const { t } = useMessages();
  return (
    <span className={styles["cell"]}>
      <Button tone="quiet" label={t("registrySettings.editOf", { name: prefix })} disabledReason={frozen} onPress={() => onAsk("edit")}>
        {t("registrySettings.edit")}
      </Button>
      <Button tone="quiet" label={t("registrySettings.removeOf", { name: prefix })} disabledReason={frozen} onPress={() => onAsk("remove")}>
        {t("registrySettings.remove")}
      </Button>
    </span>
  );
}
