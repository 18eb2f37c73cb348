// The settings of a repository of Amazon ECR, a view for each kind.
import { Coins, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useConnection } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Tabs } from "~/kit/Tabs";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { GeneralSettings } from "./GeneralSettings";
import { LifecycleSettings } from "./LifecycleSettings";
import { PermissionSettings } from "./PermissionSettings";
import { ScanSettings } from "./ScanSettings";
import { RepositoryTrail } from "./RepositoryTrail";
import { RetentionRules } from "../lifecycle/RetentionRules";
import { PublicRepositorySettings } from "../amazon_public/PublicRepositorySettings";
import styles from "./amazon.module.css";

export interface RepositorySettingsScreenProps {
  connection: string;
  repository: string;
}

export function RepositorySettingsScreen({ connection, repository }: RepositorySettingsScreenProps): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const open = useOpen();
  const [view, setView] = useAddressState("view");
  const [region = ""] = repository.split("/");
  const at = { connection, repository };
  if (known?.kind === "ecrPublic") return <PublicRepositorySettings known={known} repository={repository} />;
  const isReadOnly = known?.readOnly ?? false;
  const drawGeneral = (): ReactNode => <GeneralSettings at={at} isReadOnly={isReadOnly} />;
  const drawLifecycle = (): ReactNode => <LifecycleSettings at={at} isReadOnly={isReadOnly} />;
  const drawRules = (): ReactNode => <RetentionRules at={at} isReadOnly={isReadOnly} isBesideEcr />;
  const drawTrail = (): ReactNode => <RepositoryTrail at={at} />;
  const drawPermissions = (): ReactNode => <PermissionSettings at={at} isReadOnly={isReadOnly} />;
  const drawScanning = (): ReactNode => <ScanSettings at={at} isReadOnly={isReadOnly} />;
  const views = [
    { id: "general", label: t("ecr.general"), draw: drawGeneral },
    { id: "lifecycle", label: t("ecr.lifecycle"), draw: drawLifecycle },
    { id: "rules", label: t("retention.own"), draw: drawRules },
    { id: "permissions", label: t("permissions.tab"), draw: drawPermissions },
    { id: "scanning", label: t("scans.tab"), draw: drawScanning },
    { id: "activity", label: t("trail.title"), draw: drawTrail },
  ];
  return (
    <ScreenFrame
      title={<RegistryText text={repository} />}
      subtitle={known && <ConnectionMarks connection={known} repository={repository} />}
      actions={
        <>
          <Button icon={SlidersHorizontal} onPress={() => open(addresses.registrySettings(connection, region))}>
            {t("registrySettings.title")}
          </Button>
          <IconButton icon={Coins} label={t("cost.title")} onPress={() => open(addresses.cost(connection, repository))} />
        </>
      }
    >
      <div className={styles["views"]}>
        <Tabs
          label={t("ecr.views")}
          selected={views.some(({ id }) => id === view) ? view : "general"}
          onSelect={(id) => setView(id === "general" ? "" : id)}
          views={views}
        />
      </div>
    </ScreenFrame>
  );
}
