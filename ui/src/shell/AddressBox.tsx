// The address box: always the reference of what is open, and the way to anything else, commands included.
import { ArrowRight, Map, Search } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { useAsk, useHost } from "~/bridge/queries";
import type { WindowActions } from "~/commands/command";
import { useAllCommands } from "~/commands/contributed";
import { Icon } from "~/kit/Icon";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import styles from "./AddressBox.module.css";
import { contentId } from "./TabStrip";
import { addressOfTarget, offerCommands, offerPlaces } from "./suggestions";
import type { Offer } from "./suggestions";
import { focusContent } from "./panes";
import { ownAddress } from "./titles";

export interface AddressBoxControl {
  /** Takes the focus, with a text to begin with. */
  focus: (text?: string) => void;
}

export interface AddressBoxProps {
  window: WindowActions;
  ref?: Ref<AddressBoxControl>;
}

const suggestionPause = 60;
const mostSuggestions = 12;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), suggestionPause);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function AddressBox({ window, ref }: AddressBoxProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const host = useHost();
  const commands = useAllCommands();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  /** What the box showed when it took the focus: a place that opens meanwhile must not undo the selection. */
  const [held, setHeld] = useState<string>();
  /** What is being typed; undefined while the box shows what is open. */
  const [draft, setDraft] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);

  useImperativeHandle(ref, () => ({
    focus(text) {
      input.current?.focus();
      if (text === undefined) input.current?.select();
      else {
        setDraft(text);
        setOpen(true);
        setChosen(0);
      }
    },
  }));

  const typed = draft ?? "";
  const settled = useSettled(typed);
  const isCommand = typed.startsWith(">");
  const suggestions = useAsk(
    "suggest",
    { text: settled.trim(), limit: mostSuggestions },
    { enabled: isOpen && !settled.startsWith(">"), placeholder: (previous) => previous, always: true },
  ).data;

  const leave = (): void => {
    setDraft(undefined);
    setOpen(false);
    setChosen(-1);
  };

  /** Leaves the box for what it opens: whoever goes on with the keyboard is there, not nowhere. */
  const letGo = (): void => {
    leave();
    document.getElementById(contentId)?.focus();
  };

  const openTyped = async (text: string, how: "here" | "aside"): Promise<void> => {
    const own = ownAddress(text);
    if (own !== undefined) {
      letGo();
      window.open(own, how);
      return;
    }
    const target = await host.call("resolve_address", { text });
    letGo();
    // Mere words are searched for.
    window.open(addressOfTarget(target, text) ?? addresses.gallery(text), how);
  };

  const typedOffer: Offer | undefined =
    /[./:@]/.test(typed.trim()) && !isCommand
      ? {
          id: "typed",
          label: t("shell.openTyped", { text: visibleText(typed.trim()) }),
          note: "",
          icon: ArrowRight,
          isReference: false,
          run: (how) => void openTyped(typed.trim(), how),
        }
      : undefined;
  const searchOffer: Offer = {
    id: "search",
    label: t("shell.searchGallery", { text: visibleText(typed.trim()) }),
    note: t("shell.fromGallery"),
    icon: Map,
    isReference: false,
    run: (how) => window.open(addresses.gallery(typed.trim()), how),
  };
  const offers = isCommand
    ? offerCommands(commands, typed.slice(1), window, messages)
    : [
        ...(typedOffer ? [typedOffer] : []),
        ...offerPlaces(suggestions ?? [], window.open, messages),
        ...(typed.trim() === "" ? [] : [searchOffer]),
      ];
  const current = Math.min(chosen, offers.length - 1);

  const run = (offer: Offer, how: "here" | "aside"): void => {
    if (offer.id !== "typed") letGo();
    offer.run(how);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const how = event.altKey || event.ctrlKey || event.metaKey ? "aside" : "here";
    const offer = offers[current];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen) {
        const step = event.key === "ArrowDown" ? 1 : -1;
        // One place more than there are offers: none of them, which is the text itself.
        const places = offers.length + 1;
        setChosen(((current + 1 + step + places) % places) - 1);
      } else {
        setDraft(typed);
        setOpen(true);
      }
    } else if (event.key === "Enter" && isOpen && offer) run(offer, how);
    else if (event.key === "Enter" && draft === undefined) {
      // What is open already is gone to all the same.
      input.current?.blur();
      const content = document.getElementById(contentId);
      if (content) focusContent(content);
    } else if (event.key === "Enter" && typed.trim() !== "" && !isCommand) void openTyped(typed.trim(), how);
    else if (event.key === "Escape") {
      if (draft === undefined) input.current?.blur();
      leave();
      requestAnimationFrame(() => input.current?.select());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const message = isCommand && offers.length === 0 ? t("shell.noCommand", { text: visibleText(typed.slice(1).trim()) }) : undefined;
  const isShown = isOpen && (offers.length > 0 || message !== undefined);

  return (
    <div className={styles["box"]}>
      <Icon icon={Search} size={14} className={styles["icon"]} />
      <input
        ref={input}
        role="combobox"
        aria-label={t("shell.address")}
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && current >= 0 ? `${id}-${String(current)}` : undefined}
        className={styles["input"]}
        value={draft ?? held ?? visibleText(window.reference)}
        placeholder={t("shell.addressPlaceholder")}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        onFocus={(event) => {
          setHeld(visibleText(window.reference) || undefined);
          event.currentTarget.select();
        }}
        onMouseDown={(event) => {
          // The first press takes the whole reference; the next ones place the caret.
          if (document.activeElement === event.currentTarget) return;
          event.preventDefault();
          event.currentTarget.focus();
        }}
        onBlur={() => {
          leave();
          setHeld(undefined);
        }}
        onChange={(event) => {
          setDraft(event.target.value);
          setOpen(true);
          setChosen(event.target.value.startsWith(">") ? 0 : -1);
        }}
        onKeyDown={onKeyDown}
      />
      {isShown ? (
        <div className={styles["popup"]}>
          <div id={`${id}-list`} role="listbox" aria-label={t("shell.suggestions")} className={styles["list"]}>
            {offers.map((offer, index) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the box itself has the keys
              <div
                key={offer.id}
                id={`${id}-${String(index)}`}
                ref={(element) => {
                  if (index === current) element?.scrollIntoView({ block: "nearest" });
                }}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                className={classNames(styles["offer"], offer.isReference && styles["reference"])}
                // The box keeps the focus, so that pressing an offer is not leaving it.
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => {
                  if (index !== current) setChosen(index);
                }}
                onClick={(event) => run(offer, event.ctrlKey || event.metaKey ? "aside" : "here")}
              >
                <span className={styles["mark"]}>{offer.icon ? <Icon icon={offer.icon} size={14} /> : null}</span>
                <span className={styles["label"]}>{offer.label}</span>
                <span className={styles["note"]}>{offer.note}</span>
              </div>
            ))}
          </div>
          {message === undefined ? null : (
            <p role="status" className={styles["message"]}>
              {message}
            </p>
          )}
        </div>
      ) : null}
    </div>
  );
}
