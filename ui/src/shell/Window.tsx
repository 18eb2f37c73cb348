// The window around the screens: its head, its sidebar, the tab in front, and what floats above them.
import { useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Activity as Kept, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useAct, useAsk, useAskAgain, useConnection, useEvents, useHost } from "~/bridge/queries";
import type { WindowActions } from "~/commands/command";
import { useAllCommands } from "~/commands/contributed";
import { isTyping, matchesShortcut } from "~/commands/shortcut";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { copyText } from "~/kit/Notice";
import { SplitPane } from "~/kit/SplitPane";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { InspectorContext } from "~/parts/ScreenFrame";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import type { Place } from "~/places/addresses";
import { canUndo, useUndoActivity } from "~/screens/changes/use_undo_activity";
import { AliasNews } from "./AliasNews";
import { JobNews } from "./JobNews";
import { PatienceNews } from "./PatienceNews";
import { RetentionNews } from "./RetentionNews";
import { ScanNews } from "./ScanNews";
import { TrayIcon } from "./TrayIcon";
import { WatchNews } from "./WatchNews";
import { SignInQuestions } from "./SignInQuestions";
import { useLayout } from "./layout";
import { focusContent, focusPane } from "./panes";
import { ShortcutHelp } from "./ShortcutHelp";
import { Sidebar } from "./Sidebar";
import { addressOfTarget } from "./suggestions";
import { TabStrip, contentId } from "./TabStrip";
import { useTabs } from "./tabs";
import { useTitle } from "./titles";
import { Toolbar } from "./Toolbar";
import type { AddressBoxControl } from "./AddressBox";
import styles from "./Window.module.css";

/** The places that history remembers. */
const visited: readonly Place["type"][] = ["registry", "repository", "image", "listing"];
/** How far back a change is looked for that can be taken back. */
const undoReach = 50;

export function Window(): ReactNode {
  const { t } = useMessages();
  const host = useHost();
  const client = useQueryClient();
  const askAgain = useAskAgain();
  const toasts = useToasts();
  const undo = useUndoActivity();
  const commands = useAllCommands();
  const tabs = useTabs();
  const { layout, change: changeLayout } = useLayout();
  const { place, title, reference } = useTitle(tabs.front.router);
  const { history } = tabs.front.router;
  const about = useAsk("read_about", {}).data;
  const bookmarks = useAsk("list_bookmarks", {}).data;
  const connection = useConnection("connection" in place ? place.connection : undefined);
  const tellFailure = useFailureTeller();
  const addBookmark = useAct("add_bookmark", tellFailure);
  const removeBookmark = useAct("remove_bookmark", tellFailure);
  const changeSettings = useAct("change_settings", tellFailure);
  const box = useRef<AddressBoxControl>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isHelpShown, setHelpShown] = useState(false);
  const [isClearing, setClearing] = useState(false);

  // A listing is kept as a whole, whichever of its tags is looked at.
  const keptAddress = place.type === "listing" ? place.reference : reference;
  const bookmark = bookmarks?.find((each) => each.address === keptAddress);

  const reload = async (): Promise<void> => {
    try {
      if (place.type === "registry") await host.call("refresh_repositories", place.connection);
      else if (place.type === "repository" || place.type === "image") {
        await host.call("refresh_images", { connection: place.connection, repository: place.repository });
      }
    } catch {
      // The screen itself says why, above what it shows.
    }
    await client.invalidateQueries({ refetchType: "active" });
  };

  const undoLast = async (): Promise<void> => {
    const { rows } = await host.call("list_activities", { connection: null, offset: 0, limit: undoReach });
    const last = rows.find(canUndo);
    if (last) undo(last);
    else toasts.show({ title: t("shell.nothingToUndo") });
  };

  const copy = (text: string, said: string): void => {
    void copyText(text).then(() => toasts.show({ title: said }));
  };

  const toggleBookmark = (): void => {
    if (bookmark) {
      removeBookmark.mutate({ id: bookmark.id }, { onSuccess: () => toasts.show({ title: t("shell.bookmarkRemoved") }) });
    } else {
      addBookmark.mutate(
        { title, address: keptAddress },
        { onSuccess: () => toasts.show({ title: t("shell.bookmarkAdded"), detail: visibleText(keptAddress) }) },
      );
    }
  };

  const actions: WindowActions = {
    place,
    reference,
    tabCount: tabs.list.tabs.length,
    canGoBack: history.canGoBack(),
    // oxlint-disable-next-line no-underscore-dangle -- the router's own name for the place in its history
    canGoForward: (history.location.state.__TSR_index ?? 0) < history.length - 1,
    isBookmarked: bookmark !== undefined,
    open: tabs.open,
    goBack: () => history.back(),
    goForward: () => history.forward(),
    reload: () => void reload(),
    newTab: () => {
      tabs.open(addresses.welcome(), "aside");
      box.current?.focus();
    },
    closeTab: () => tabs.close(tabs.front.id),
    reopenTab: tabs.reopen,
    selectTabBeside: tabs.selectBeside,
    moveTab: (step) => tabs.move(tabs.front.id, step),
    focusAddress: (text) => box.current?.focus(text),
    focusPane,
    toggleSidebar: () => changeLayout({ isSidebarShown: !layout.isSidebarShown }),
    toggleInspector: () => changeLayout({ isInspectorShown: !layout.isInspectorShown }),
    toggleBookmark,
    undoLast: () => void undoLast().catch(tellFailure),
    showShortcuts: () => setHelpShown(true),
    copyReference: () => copy(reference, t("shell.copied", { text: visibleText(reference) })),
    copyDiagnostics: () => {
      void host
        .call("read_diagnostics", {})
        .then(({ text }) => copy(text, t("shell.diagnosticsCopied")), tellFailure);
    },
    clearHistory: () => setClearing(true),
    choose: (choice) => changeSettings.mutate(choice),
  };

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // In front of a dialog or menu nothing behind it is to be reached.
    if (event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
    const typing = isTyping(event.target);
    const command = commands.find(
      (each) =>
        (each.worksWhileTyping === true || !typing) &&
        (each.shortcuts ?? []).some((shortcut) => matchesShortcut(event, shortcut)) &&
        (each.when?.(actions) ?? true),
    );
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    command.run(actions);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event);
    // Before the parts themselves: a list must not take Alt+Left for a letter.
    window.addEventListener("keydown", listener, { capture: true });
    return () => window.removeEventListener("keydown", listener, { capture: true });
  }, []);

  useEvents((event) => {
    if (event.type !== "addressRequested") return;
    void host.call("resolve_address", { text: event.text }).then((target) => {
      const address = addressOfTarget(target, event.text);
      if (address !== undefined) tabs.open(address, "aside");
    }, tellFailure);
  });

  // A connection that was just made has no name yet, and goes by an identity that is nobody's business.
  const isContent = visited.includes(place.type) && (!("connection" in place) || connection !== undefined);
  useEffect(() => {
    if (isContent) {
      host
        .call("record_visit", { title, address: keptAddress })
        .then(() => askAgain("list_history"))
        // A visit that could not be recorded is not worth a word.
        .catch(() => {});
    }
    // What had the focus may be gone with the place that was left.
    return content.current ? focusContent(content.current) : undefined;
  }, [host, askAgain, isContent, title, keptAddress]);
  useEffect(() => {
    document.title = `${title} – Portolan`;
  }, [title]);

  const inspector = useMemo(
    () => ({
      width: layout.inspectorWidth,
      setWidth: (inspectorWidth: number) => changeLayout({ inspectorWidth }),
      isShown: layout.isInspectorShown,
    }),
    [layout, changeLayout],
  );

  return (
    <InspectorContext value={inspector}>
      <div className={styles["window"]}>
        <button type="button" className={styles["skip"]} onClick={() => content.current?.focus()}>
          {t("shell.skip")}
        </button>
        <header className={styles["head"]}>
          <TabStrip />
          <Toolbar window={actions} box={box} />
        </header>
        {about?.problems.map((problem) => (
          <FailureNotice key={JSON.stringify(problem)} failure={problem} shape="bar" />
        ))}
        <SplitPane
          label={t("shell.sidebarWidth")}
          start={<Sidebar window={actions} layout={layout} onLayoutChange={changeLayout} />}
          end={
            <main className={styles["main"]}>
              <div ref={content} id={contentId} role="tabpanel" tabIndex={-1} aria-label={title} className={styles["content"]}>
                {tabs.list.tabs.map((tab) => (
                  <Kept key={tab.id} mode={tab.id === tabs.front.id ? "visible" : "hidden"}>
                    <div className={styles["tab"]}>
                      <RouterProvider router={tab.router} />
                    </div>
                  </Kept>
                ))}
              </div>
            </main>
          }
          sized="start"
          size={layout.sidebarWidth}
          least={168}
          most={420}
          onSizeChange={(sidebarWidth) => changeLayout({ sidebarWidth })}
          isCollapsed={!layout.isSidebarShown}
        />
        <p role="status" className={styles["spoken"]}>
          {t("shell.openPlace", { place: title })}
        </p>
      </div>
      <JobNews />
      <RetentionNews />
      <ScanNews />
      <PatienceNews />
      <WatchNews />
      <TrayIcon />
      <AliasNews />
      <SignInQuestions />
      <ShortcutHelp isOpen={isHelpShown} onClose={() => setHelpShown(false)} />
      <Dialog
        isOpen={isClearing}
        onClose={() => setClearing(false)}
        title={t("shell.clearHistoryTitle")}
        width="narrow"
        role="alert"
        actions={
          <>
            <Button onPress={() => setClearing(false)}>{t("common.cancel")}</Button>
            <Button
              tone="loss"
              onPress={() => {
                setClearing(false);
                void host.call("clear_history", {}).then(() => {
                  toasts.show({ title: t("shell.historyCleared") });
                  return client.invalidateQueries({ queryKey: ["list_history"] });
                }, tellFailure);
              }}
            >
              {t("shell.clearHistoryAct")}
            </Button>
          </>
        }
      >
        <p>{t("shell.clearHistoryText")}</p>
      </Dialog>
    </InspectorContext>
  );
}
