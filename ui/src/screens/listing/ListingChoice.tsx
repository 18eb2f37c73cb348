// The tag and the platform that everything on the page is about.

import { Tag } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { SearchSelect } from "~/kit/SearchSelect";
import { Select } from "~/kit/Select";
import { isDigest, isTag } from "~/lib/oci_names";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Choice } from "./choice";
import styles from "./ListingScreen.module.css";

/** Offered at once; more are found by typing. */
const offered = 100;

const drawSelector = (selector: string): string => visibleText(isDigest(selector) ? shortenDigest(selector, 12) : selector);

export function ListingChoice({ card, choice }: { card: ListingCard; choice: Choice }): ReactNode {
  const { t } = useMessages();
  const [text, setText] = useState("");
  const filter = text.trim();
  const found = useAsk(
    "list_listing_tags",
    { reference: card.reference, filter, sort: { column: "tag", descending: true }, offset: 0, limit: offered },
    { placeholder: (previous) => previous },
  ).data?.rows;
  const tags = found?.map((row) => row.tag) ?? [];
  // What was typed whole can be chosen though nobody told of it: lists of tags may be short, or not there.
  const own = (isTag(filter) || isDigest(filter)) && !tags.includes(filter) ? [filter] : [];
  const chosen = filter === "" && !tags.includes(choice.selector) ? [choice.selector] : [];
  return (
    <div className={styles["choices"]}>
      <div className={styles["tagChoice"]}>
        <SearchSelect
          label={t("listing.tag")}
          icon={Tag}
          value={choice.selector}
          onChange={choice.setSelector}
          offers={[...chosen, ...tags, ...own]}
          onSearch={setText}
          searchLabel={t("listing.chooseTag")}
          empty={t("listing.noTagLike", { text: visibleText(filter) })}
          draw={drawSelector}
        />
      </div>
      {choice.platforms.length > 0 && (
        <div className={styles["platformChoice"]}>
          <Select
            label={t("listing.platform")}
            hideLabel
            value={choice.platform}
            onChange={choice.setPlatform}
            choices={[{ value: "", label: t("listing.anyPlatform") }, ...choice.platforms.map((each) => ({ value: each, label: visibleText(each) }))]}
          />
        </div>
      )}
    </div>
  );
}
