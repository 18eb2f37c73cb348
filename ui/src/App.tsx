// The whole window over a host: waits for what the first picture needs, then draws it in the person's language.
import { useEffect } from "react";
import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import type { Host } from "./bridge/host";
import { BridgeProvider, useAsk } from "./bridge/queries";
import { useWindowState } from "./bridge/window_state";
import { CommandsProvider } from "./commands/contributed";
import { ToastsProvider } from "./kit/toasts";
import { MessagesProvider, systemLanguage, useMessages } from "./messages/Messages";
import type { Language } from "./messages/Messages";
import { FailureNotice } from "./parts/FailureNotice";
import { ChangesProvider } from "./screens/changes/changes";
import { CopiesProvider } from "./screens/copies/copies";
import { useLayout } from "./shell/layout";
import { OpeningProvider } from "./shell/OpeningProvider";
import { TabsProvider, isKeptTabs } from "./shell/tabs";
import type { KeptTabs } from "./shell/tabs";
import { Window } from "./shell/Window";
import { followTheme } from "./theme/theme";
import styles from "./App.module.css";

const noTabs: KeptTabs = { addresses: [], front: 0 };
const languages = { english: "en", french: "fr" } as const;

function Start(): ReactNode {
  const settings = useAsk("read_settings", {});
  const about = useAsk("read_about", {});
  // A reference begins with its connection's host: without it, titles and history would show mere ids.
  const connections = useAsk("list_connections", {});
  const layout = useLayout();
  const tabs = useWindowState("tabs", isKeptTabs, noTabs);

  const theme = settings.data?.theme ?? "system";
  useEffect(() => followTheme(theme), [theme]);
  const wanted = settings.data?.language ?? "system";
  const language: Language = wanted === "system" ? systemLanguage() : languages[wanted];
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const failure = settings.error?.failure ?? about.error?.failure ?? connections.error?.failure;
  const isReady = settings.data && about.data && connections.data && layout.isRead && tabs.isRead;
  return (
    <MessagesProvider language={language}>
      <I18nProvider locale={language}>
        {failure && !isReady ? (
          <div className={styles["failed"]}>
            <FailureNotice
              failure={failure}
              onRetry={() => {
                void settings.refetch();
                void about.refetch();
                void connections.refetch();
              }}
            />
          </div>
        ) : isReady ? (
          <ToastsProvider>
            <CommandsProvider>
              <TabsProvider kept={tabs.value} onKeep={tabs.setValue}>
                <OpeningProvider>
                  <ChangesProvider>
                    <CopiesProvider>
                      <Window />
                    </CopiesProvider>
                  </ChangesProvider>
                </OpeningProvider>
              </TabsProvider>
            </CommandsProvider>
          </ToastsProvider>
        ) : (
          <Waiting />
        )}
      </I18nProvider>
    </MessagesProvider>
  );
}

/** What is seen for the blink before the host has answered. */
function Waiting(): ReactNode {
  const { t } = useMessages();
  return <div role="status" aria-label={t("common.loading")} aria-busy="true" className={styles["waiting"]} />;
}

export function App({ host }: { host: Host }): ReactNode {
  return (
    <BridgeProvider host={host}>
      <Start />
    </BridgeProvider>
  );
}
