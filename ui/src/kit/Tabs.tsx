// Several views of one thing, one shown at a time. The window's own tabs are the shell's.
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";
import { useMessages } from "~/messages/Messages";
import styles from "./Tabs.module.css";

export interface TabView<Id extends string> {
  id: Id;
  label: string;
  /** How many things are in it. */
  count?: number | undefined;
  draw: () => ReactNode;
}

export interface TabsProps<Id extends string> {
  label: string;
  selected: Id;
  onSelect: (id: Id) => void;
  views: readonly TabView<Id>[];
}

export function Tabs<Id extends string>({ label, selected, onSelect, views }: TabsProps<Id>): ReactNode {
  const { format } = useMessages();
  return (
    <AriaTabs
      className={styles["tabs"] ?? ""}
      selectedKey={selected}
      onSelectionChange={(key) => {
        const view = views.find((each) => each.id === key);
        if (view) onSelect(view.id);
      }}
    >
      <TabList aria-label={label} className={styles["list"] ?? ""}>
        {views.map((view) => (
          <Tab key={view.id} id={view.id} className={styles["tab"] ?? ""}>
            {view.label}
            {view.count === undefined ? null : <span className={styles["count"]}>{format.number(view.count)}</span>}
          </Tab>
        ))}
      </TabList>
      {views.map((view) => (
        <TabPanel key={view.id} id={view.id} className={styles["panel"] ?? ""}>
          {view.draw()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
