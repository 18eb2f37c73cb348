// The gallery's box: what is typed, and the keys that go on in the list below while the focus stays here.
import { Search, X } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { IconButton } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import styles from "./SearchBox.module.css";

export interface SearchBoxProps {
  /** What is searched, where it is not the whole gallery. */
  label?: string;
  text: string;
  onTextChange: (text: string) => void;
  /** The list that the keys are for, while it is drawn. */
  list: string | undefined;
  /** The tile where the keyboard is. */
  activeId: string | undefined;
  /** True when the key meant something. */
  onKey: (event: KeyboardEvent<HTMLInputElement>) => boolean;
  isBusy: boolean;
  ref: Ref<HTMLInputElement>;
}

export function SearchBox({ ref, ...props }: SearchBoxProps): ReactNode {
  const { t } = useMessages();
  const { label, text, onTextChange, list, activeId, onKey, isBusy } = props;
  return (
    <div role="search" className={styles["box"]}>
      <Icon icon={Search} size={17} className={styles["icon"]} />
      <input
        ref={ref}
        role="combobox"
        aria-label={label ?? t("gallery.box")}
        aria-autocomplete="list"
        aria-haspopup="grid"
        aria-expanded={list !== undefined}
        aria-controls={list}
        aria-activedescendant={activeId}
        aria-busy={isBusy}
        className={styles["input"]}
        value={text}
        maxLength={10_000}
        placeholder={label ?? t("gallery.placeholder")}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        onChange={(event) => onTextChange(event.target.value)}
        onKeyDown={(event) => {
          if (!onKey(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {text === "" ? (
        <kbd aria-hidden="true" className={styles["key"]}>
          /
        </kbd>
      ) : (
        <IconButton icon={X} label={t("gallery.clear")} size="small" onPress={() => onTextChange("")} isPlain excludeFromTabOrder />
      )}
    </div>
  );
}
