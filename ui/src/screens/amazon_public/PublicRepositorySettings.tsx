// The settings of a public repository, a view for each kind.
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { Tabs } from "~/kit/Tabs";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useAddressState } from "~/places/search";
import { CatalogSettings } from "./CatalogSettings";
import { PublicGeneral } from "./PublicGeneral";
import { PublicPermissions } from "./PublicPermissions";
import styles from "./amazon_public.module.css";

const views = ["catalog", "general", "permissions"] as const;

export function PublicRepositorySettings({ known, repository }: { known: Connection; repository: string }): ReactNode {
  const { t } = useMessages();
  const [view, setView] = useAddressState("view");
  const at = { connection: known.id, repository };
  const frozen = known.readOnly ? t("repository.readOnly") : undefined;
  const drawCatalog = (): ReactNode => <CatalogSettings at={at} frozen={frozen} />;
  const drawGeneral = (): ReactNode => <PublicGeneral at={at} frozen={frozen} />;
  const drawPermissions = (): ReactNode => <PublicPermissions at={at} frozen={frozen} />;
  return (
    <ScreenFrame title={<RegistryText text={repository} />} subtitle={<ConnectionMarks connection={known} repository={repository} />}>
      <div className={styles["frame"]}>
        <Tabs
          label={t("ecr.views")}
          selected={views.find((each) => each === view) ?? "catalog"}
          onSelect={(id) => setView(id === "catalog" ? "" : id)}
          views={[
            { id: "catalog", label: t("publisherSide.catalog"), draw: drawCatalog },
            { id: "general", label: t("ecr.general"), draw: drawGeneral },
            { id: "permissions", label: t("publisherSide.policy"), draw: drawPermissions },
          ]}
        />
      </div>
    </ScreenFrame>
  );
}
