// All that a change touches besides what was asked for: tags, indexes that break, referrers that follow.

import { Link2Off, Tag, Unlink } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { BlastRadius as Radius } from "~/bridge/generated/contract";
import { classNames } from "~/lib/class_names";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import styles from "./BlastRadius.module.css";
import { Capped } from "./Capped";
import { DigestLabel } from "./DigestLabel";
import { KindBadge } from "./KindBadge";
import { RegistryText } from "./RegistryText";

export interface BlastRadiusProps {
  radius: Radius;
  /** Whether what is listed goes away; otherwise it moves or comes back. */
  loses: boolean;
  /** The tags that were asked for too, because nothing else names them. */
  namesAllTags?: boolean;
}

/** The tags not asked for first, because they are what a person would not expect. */
export function BlastRadius({ radius, loses, namesAllTags = false }: BlastRadiusProps): ReactNode {
  const { t } = useMessages();
  const unasked = radius.tags.filter((tag) => namesAllTags || !tag.asked);
  if (unasked.length === 0 && radius.indexes.length === 0 && radius.referrers.length === 0) {
    return <p className={styles["nothing"]}>{loses ? t("changes.touchesNothing") : t("changes.touchesNothingElse")}</p>;
  }
  return (
    <div className={styles["radius"]}>
      {unasked.length > 0 && (
        <Group icon={Tag} isLoss={loses} title={loses ? t("changes.alsoTags", { count: unasked.length }) : t("changes.alsoTagsMove", { count: unasked.length })}>
          <Capped items={unasked} room={24}>
            {(shown) => (
              <ul className={styles["chips"]}>
                {shown.map((tag) => (
                  <li key={`${tag.tag} ${tag.digest}`} title={tag.digest}>
                    <RegistryText text={tag.tag} />
                  </li>
                ))}
              </ul>
            )}
          </Capped>
        </Group>
      )}
      {radius.indexes.length > 0 && (
        <Group icon={Unlink} isLoss={loses} title={t("changes.indexesBreak", { count: radius.indexes.length })}>
          <Capped items={radius.indexes} room={12}>
            {(shown) => (
              <ul className={styles["lines"]}>
                {shown.map((index, place) => (
                  <li key={place}>
                    {index.tags.length > 0 ? <RegistryText text={index.tags.join(", ")} /> : <DigestLabel digest={index.digest} />}
                    <span className={styles["aside"]}>
                      {t("changes.losesChild")} <DigestLabel digest={index.child} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Capped>
        </Group>
      )}
      {radius.referrers.length > 0 && (
        <Group icon={Link2Off} isLoss={loses} title={t("changes.referrersFollow", { count: radius.referrers.length })}>
          <Capped items={radius.referrers} room={12}>
            {(shown) => (
              <ul className={styles["lines"]}>
                {shown.map((referrer, place) => (
                  <li key={place}>
                    <KindBadge kind={referrer.kind} artifactType={referrer.artifactType} />
                    <span className={styles["aside"]}>
                      <DigestLabel digest={referrer.digest} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Capped>
        </Group>
      )}
    </div>
  );
}

interface GroupProps {
  icon: LucideIcon;
  title: string;
  isLoss: boolean;
  children: ReactNode;
}

function Group({ icon, title, isLoss, children }: GroupProps): ReactNode {
  return (
    <section className={classNames(styles["group"], isLoss && styles["loss"])} aria-label={title}>
      <h3>
        <Icon icon={icon} size={15} />
        {title}
      </h3>
      {children}
    </section>
  );
}
