// A choice of one among many: a button that shows it, and behind it a list that is searched by typing.
import { Check, ChevronsUpDown } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { Autocomplete, Button, Input, ListBox, ListBoxItem, Popover, SearchField, Select, SelectValue } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import field from "./Field.module.css";
import { Icon } from "./Icon";
import menu from "./Menu.module.css";
import styles from "./SearchSelect.module.css";

export interface SearchSelectProps {
  label: string;
  /** Says what the button chooses where no label is drawn. */
  icon?: LucideIcon;
  value: string;
  onChange: (value: string) => void;
  /** What fits the text that is typed; the caller is told of that text by `onSearch`. */
  offers: readonly string[];
  onSearch: (text: string) => void;
  /** What the field for searching is called. */
  searchLabel: string;
  /** Shown where nothing fits. */
  empty: ReactNode;
  /** How an offer is drawn; its text without. */
  draw?: (offer: string) => ReactNode;
}

export function SearchSelect({ label, icon, value, onChange, offers, onSearch, searchLabel, empty, draw = (offer) => offer }: SearchSelectProps): ReactNode {
  const [text, setText] = useState("");
  const search = (next: string): void => {
    setText(next);
    onSearch(next);
  };
  return (
    <Select
      className={field["field"] ?? ""}
      aria-label={label}
      value={value}
      onChange={(chosen) => {
        if (typeof chosen === "string") onChange(chosen);
      }}
      onOpenChange={(isOpen) => {
        if (!isOpen) search("");
      }}
    >
      <Button className={classNames(field["input"], field["select"])}>
        {icon && <Icon icon={icon} size={14} className={styles["icon"]} />}
        <SelectValue className={classNames(field["value"], styles["value"])}>{() => draw(value)}</SelectValue>
        <Icon icon={ChevronsUpDown} size={14} />
      </Button>
      <Popover className={classNames(menu["popover"], styles["popover"])} offset={4}>
        <Autocomplete inputValue={text} onInputChange={search}>
          <SearchField aria-label={searchLabel} autoFocus className={styles["search"] ?? ""}>
            <Input className={classNames(field["input"], field["mono"])} placeholder={searchLabel} spellCheck={false} autoCapitalize="off" autoCorrect="off" />
          </SearchField>
          <ListBox
            aria-label={label}
            items={offers.map((offer) => ({ id: offer }))}
            dependencies={[value, draw]}
            className={classNames(menu["menu"], styles["list"])}
            renderEmptyState={() => <div className={styles["empty"]}>{empty}</div>}
          >
            {({ id }: { id: string }) => (
              <ListBoxItem id={id} textValue={id} className={menu["item"] ?? ""}>
                <span className={menu["mark"]}>{id === value ? <Icon icon={Check} size={14} /> : null}</span>
                <span className={classNames(menu["label"], styles["offer"])}>{draw(id)}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Autocomplete>
      </Popover>
    </Select>
  );
}
