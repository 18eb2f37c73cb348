// The settings of the registry of a region of Amazon ECR, a view for each kind.
import type { ReactNode } from "react";
import { useConnection } from "~/bridge/queries";
import { Select } from "~/kit/Select";
import { Tabs } from "~/kit/Tabs";
import type { TabView } from "~/kit/Tabs";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { AccountView } from "./AccountView";
import { CacheView } from "./CacheView";
import { PolicyView } from "./PolicyView";
import { ReplicationView } from "./ReplicationView";
import { ScanningView } from "./ScanningView";
import { SigningView } from "./SigningView";
import { TemplatesView } from "./TemplatesView";
import styles from "./amazon_registry.module.css";

export interface RegistrySettingsScreenProps {
  connection: string;
  region: string;
}

const viewIds = ["replication", "cache", "scanning", "templates", "signing", "permissions", "account"] as const;
type ViewId = (typeof viewIds)[number];

export function RegistrySettingsScreen({ connection, region }: RegistrySettingsScreenProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const known = useConnection(connection);
  const [viewText, setView] = useAddressState("view");
  const view = viewIds.find((each) => each === viewText) ?? "replication";
  const section = { at: { connection, region }, isReadOnly: known?.readOnly ?? false };
  const regions = known?.amazon?.regions ?? [region];
  const account = known?.amazon?.registry ?? known?.amazon?.account ?? "";
  const drawReplication = (): ReactNode => <ReplicationView {...section} regions={regions} />;
  const drawCache = (): ReactNode => <CacheView {...section} />;
  const drawScanning = (): ReactNode => <ScanningView {...section} />;
  const drawTemplates = (): ReactNode => <TemplatesView {...section} />;
  const drawSigning = (): ReactNode => <SigningView {...section} />;
  const drawPolicy = (): ReactNode => <PolicyView {...section} account={account} />;
  const drawAccount = (): ReactNode => <AccountView {...section} />;
  const views: TabView<ViewId>[] = [
    { id: "replication", label: t("registrySettings.replication"), draw: drawReplication },
    { id: "cache", label: t("registrySettings.cache"), draw: drawCache },
    { id: "scanning", label: t("registrySettings.scanning"), draw: drawScanning },
    { id: "templates", label: t("registrySettings.templates"), draw: drawTemplates },
    { id: "signing", label: t("registrySettings.signing"), draw: drawSigning },
    { id: "permissions", label: t("registrySettings.permissions"), draw: drawPolicy },
    { id: "account", label: t("registrySettings.accountSettings"), draw: drawAccount },
  ];
  return (
    <ScreenFrame
      title={<RegistryText text={t("registrySettings.of", { region })} />}
      subtitle={known && <ConnectionMarks connection={known} />}
      actions={
        regions.length > 1 ? (
          <Select
            label={t("registrySettings.region")}
            hideLabel
            value={region}
            onChange={(next) => open(`${addresses.registrySettings(connection, next)}${view === "replication" ? "" : `?view=${view}`}`)}
            choices={regions.map((value) => ({ value, label: value }))}
          />
        ) : undefined
      }
    >
      <div className={styles["views"]}>
        <Tabs label={t("registrySettings.views")} selected={view} onSelect={(id) => setView(id === "replication" ? "" : id)} views={views} />
      </div>
    </ScreenFrame>
  );
}
