// The picture of a listed repository, or its first letters where it has none.

import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { hueOf, monogramOf } from "~/lib/monogram";
import styles from "./ListingLogo.module.css";

export interface ListingLogoProps {
  /** `alias/name`, whose letters stand in. */
  name: string;
  /** As Portolan made it: `data:image/png;base64,…`. Anything else is not drawn. */
  url: string | null | undefined;
  size?: "row" | "card" | "page";
}

/** Portolan re-encodes every logo as a PNG: what is none of its own is no picture. */
const ownPicture = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

/** It only repeats what the name beside it says, so it is not read out. */
export function ListingLogo({ name, url, size = "row" }: ListingLogoProps): ReactNode {
  if (url && ownPicture.test(url)) {
    return <img src={url} alt="" draggable={false} className={classNames(styles["logo"], styles["picture"], styles[size])} />;
  }
  return (
    <span aria-hidden="true" className={classNames(styles["logo"], styles["monogram"], styles[size])} style={{ "--hue": String(hueOf(name)) } as Readonly<Record<string, string>>}>
      {monogramOf(name)}
    </span>
  );
}
