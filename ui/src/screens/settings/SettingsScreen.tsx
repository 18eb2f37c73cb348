// The Settings screen: each choice is kept as it is made.
import { Stethoscope } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { ChangeSettings, Settings } from "~/bridge/generated/contract";
import { useAct, useAsk, useHost } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { CopyButton, Skeleton, copyText } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { Switch } from "~/kit/Switch";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { CacheSection } from "./CacheSection";
import { LocalRegistrySection } from "./LocalRegistrySection";
import { TraySection } from "./TraySection";
import styles from "./settings.module.css";

export function SettingsScreen(): ReactNode {
  const { t } = useMessages();
  const { data, error, refetch } = useAsk("read_settings", {});
  const change = useAct("change_settings");
  const failure = change.error?.failure ?? error?.failure;
  const tryAgain = (): void => {
    if (change.error) change.mutate(change.variables);
    else void refetch();
  };
  return (
    <ScreenFrame
      title={t("settings.title")}
      subtitle={t("settings.subtitle")}
      isPage
      notices={failure ? <FailureNotice failure={failure} shape="bar" onRetry={tryAgain} /> : undefined}
    >
      {data ? (
        <Sections settings={data} onChange={(part, then) => change.mutate(part, { onSuccess: then })} />
      ) : (
        <Skeleton label={t("common.loading")} lines={8} />
      )}
    </ScreenFrame>
  );
}

export interface SectionProps {
  settings: Settings;
  onChange: (part: ChangeSettings, then?: () => void) => void;
}

function Sections({ settings, onChange }: SectionProps): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <section aria-label={t("settings.appearance")} className={styles["section"]}>
        <h2>{t("settings.appearance")}</h2>
        <Select
          label={t("settings.language")}
          value={settings.language}
          onChange={(language) => onChange({ language })}
          choices={[
            { value: "system", label: t("settings.languageSystem") },
            { value: "english", label: t("settings.languageEnglish") },
            { value: "french", label: t("settings.languageFrench") },
          ]}
        />
        <Select
          label={t("settings.theme")}
          value={settings.theme}
          onChange={(theme) => onChange({ theme })}
          choices={[
            { value: "system", label: t("settings.themeSystem") },
            { value: "light", label: t("settings.themeLight") },
            { value: "dark", label: t("settings.themeDark") },
          ]}
        />
      </section>
      <NewsSection settings={settings} onChange={onChange} />
      <TraySection settings={settings} onChange={onChange} />
      <CacheSection settings={settings} onChange={onChange} />
      <LocalRegistrySection />
      <NetworkSection settings={settings} onChange={onChange} />
      <FoldersSection settings={settings} onChange={onChange} />
      <HelpSection settings={settings} onChange={onChange} />
    </>
  );
}

function NewsSection({ settings, onChange }: SectionProps): ReactNode {
  const { t } = useMessages();
  return (
    <section aria-label={t("news.title")} className={styles["section"]}>
      <h2>{t("news.title")}</h2>
      <div className={styles["row"]}>
        <Switch label={t("news.bySystem")} isOn={settings.notifications} onChange={(notifications) => onChange({ notifications })} />
        <span>{t("news.bySystem")}</span>
      </div>
      <p className={styles["note"]}>{t("news.help")}</p>
    </section>
  );
}

/** A text that is kept when it is left or entered, not with each letter. */
export function KeptField(props: {
  label: string;
  value: string;
  onKeep: (value: string) => void;
  description?: string;
  kind?: "text" | "number";
  mono?: boolean;
}): ReactNode {
  const { label, value, onKeep, description, kind = "text", mono = false } = props;
  const [typed, setTyped] = useState<string>();
  const keep = (): void => {
    if (typed !== undefined && typed !== value) onKeep(typed);
    setTyped(undefined);
  };
  return (
    <div onBlur={keep}>
      <TextField
        label={label}
        value={typed ?? value}
        onChange={setTyped}
        onSubmit={keep}
        description={description}
        kind={kind}
        mono={mono}
      />
    </div>
  );
}

function NetworkSection({ settings, onChange }: SectionProps): ReactNode {
  const { t } = useMessages();
  const { proxy } = settings;
  // The choice of an own proxy is kept only once its address is there.
  const [isOwn, setOwn] = useState(proxy.type === "own");
  return (
    <section aria-label={t("settings.network")} className={styles["section"]}>
      <h2>{t("settings.network")}</h2>
      <Select
        label={t("settings.proxy")}
        value={isOwn ? "own" : proxy.type}
        onChange={(type) => {
          setOwn(type === "own");
          if (type !== "own") onChange({ proxy: { type } });
        }}
        choices={[
          { value: "system", label: t("settings.proxySystem") },
          { value: "none", label: t("settings.proxyNone") },
          { value: "own", label: t("settings.proxyOwn") },
        ]}
      />
      {isOwn ? (
        <KeptField
          label={t("settings.proxyUrl")}
          description={t("settings.proxyUrlHelp")}
          value={proxy.type === "own" ? proxy.url : ""}
          onKeep={(url) => onChange({ proxy: { type: "own", url: url.trim() } })}
          mono
        />
      ) : null}
    </section>
  );
}

function FoldersSection({ settings, onChange }: SectionProps): ReactNode {
  const { t } = useMessages();
  const folders = [
    [t("settings.home"), settings.homeFolder],
    [t("settings.registryFolder"), settings.registryFolder],
    [t("settings.logs"), settings.logFolder],
  ] as const;
  return (
    <section aria-label={t("settings.folders")} className={styles["section"]}>
      <h2>{t("settings.folders")}</h2>
      <dl className={styles["facts"]}>
        {folders.map(([name, path]) => (
          <div key={name} className={styles["fact"]}>
            <dt>{name}</dt>
            <dd>
              <code>{path}</code>
              <CopyButton text={path} label={t("settings.copyPath", { name })} />
            </dd>
          </div>
        ))}
      </dl>
      <KeptField
        label={t("settings.downloads")}
        description={t("settings.downloadsHelp")}
        value={settings.downloadsFolder}
        onKeep={(downloadsFolder) => onChange({ downloadsFolder })}
        mono
      />
    </section>
  );
}

function HelpSection({ settings, onChange }: SectionProps): ReactNode {
  const { t } = useMessages();
  const host = useHost();
  const toasts = useToasts();
  const about = useAsk("read_about", {}).data;
  const [failed, setFailed] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      const { text } = await host.call("read_diagnostics", {});
      await copyText(text);
      setFailed(false);
      toasts.show({ title: t("shell.diagnosticsCopied") });
    } catch {
      setFailed(true);
    }
  };
  return (
    <section aria-label={t("settings.help")} className={styles["section"]}>
      <h2>{t("settings.help")}</h2>
      <Select
        label={t("settings.logLevel")}
        description={t("settings.logHelp")}
        value={settings.logLevel}
        onChange={(logLevel) => onChange({ logLevel })}
        choices={[
          { value: "error", label: t("settings.logError") },
          { value: "warn", label: t("settings.logWarn") },
          { value: "info", label: t("settings.logInfo") },
          { value: "debug", label: t("settings.logDebug") },
          { value: "trace", label: t("settings.logTrace") },
        ]}
      />
      <div className={styles["row"]}>
        <Button icon={Stethoscope} onPress={() => void copy()}>
          {t("settings.diagnostics")}
        </Button>
        <span className={styles["note"]}>{failed ? t("failures.unexpected") : t("settings.diagnosticsHelp")}</span>
      </div>
      {about ? (
        <p className={styles["version"]}>
          {t("settings.version", { version: about.version, platform: about.platform })}
        </p>
      ) : null}
    </section>
  );
}
