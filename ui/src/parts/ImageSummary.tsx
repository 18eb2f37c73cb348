// An image in short: what it is, how to pull it, its labels, what refers to it. The row is shown until the image comes.

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Engine, EngineCommand, Image, ImageRow } from "~/bridge/generated/contract";
import { CopyButton } from "~/kit/Notice";
import { Icon } from "~/kit/Icon";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CommandBlock } from "./CommandBlock";
import { DigestLabel } from "./DigestLabel";
import styles from "./ImageSummary.module.css";
import { Fact, Facts, InspectedSection } from "./Inspected";
import { KindBadge } from "./KindBadge";
import { Age, Bytes, Unknown } from "./Known";
import { PairTable } from "./PairTable";
import { PlatformBadges } from "./PlatformBadges";
import { ScanMark } from "./ScanMark";
import { StorageMark } from "./StorageMark";
import { TagChips } from "./TagChips";

const labelRoom = 8;

export interface ImageSummaryProps {
  row: ImageRow;
  image: Image | undefined;
  pull: { byTag: readonly EngineCommand[]; byDigest: readonly EngineCommand[] };
  engine: Engine;
  onEngineChange: (engine: Engine) => void;
  /** Opens a tag or digest of the repository. */
  onOpen: (selector: string) => void;
}

export function ImageSummary({ row, image, pull, engine, onEngineChange, onOpen }: ImageSummaryProps): ReactNode {
  const { t, format } = useMessages();
  const digest = image?.digest ?? row.digest;
  const kind = image?.kind ?? row.kind;
  const missing = image?.platforms.filter((child) => child.present === "missing") ?? [];
  const labels = image?.content?.config?.labels ?? [];
  const size = image ? image.size : row.size;
  const platforms = image ? platformsOf(image) : row.platforms;
  return (
    <>
      {missing.length > 0 && (
        <p className={styles["broken"]} role="note">
          <Icon icon={TriangleAlert} size={15} />
          <span>
            {t("image.brokenIndex", {
              count: missing.length,
              names: format.list(missing.map((child) => visibleText(child.platform ?? child.digest))),
            })}
          </span>
        </p>
      )}
      <Facts>
        <Fact name={t("image.kind")}>
          {kind === null ? <Unknown /> : <KindBadge kind={kind} artifactType={image?.artifactType ?? row.artifactType} wide />}
        </Fact>
        <Fact name={t("image.digest")}>
          {digest === null ? (
            <Unknown />
          ) : (
            <span className={styles["withButton"]}>
              <DigestLabel digest={digest} />
              <CopyButton text={digest} label={t("image.copyDigest")} />
            </span>
          )}
        </Fact>
        {(platforms.length > 0 || kind === "image" || kind === "index") && (
          <Fact name={t("image.platforms")}>{platforms.length > 0 ? <PlatformBadges platforms={platforms} room={12} wraps /> : <Unknown />}</Fact>
        )}
        <Fact name={t("image.compressed")}>
          <Bytes value={size} />
        </Fact>
        <Fact name={t("image.created")}>
          <Age time={image ? image.created : row.created} />
        </Fact>
        {row.pushed !== null && (
          <Fact name={t("image.pushed")}>
            <Age time={row.pushed} />
          </Fact>
        )}
        {row.pulled !== null && (
          <Fact name={t("image.pulled")}>
            <Age time={row.pulled} />
          </Fact>
        )}
        {row.scan !== null && (
          <Fact name={t("image.scan")}>
            <ScanMark scan={row.scan} wide />
          </Fact>
        )}
        {row.storage !== null && (
          <Fact name={t("image.storage")}>
            <StorageMark storage={row.storage} />
          </Fact>
        )}
        <Fact name={t("image.confirmed")}>
          <Age time={image?.observedAt ?? row.observedAt} />
        </Fact>
        {image?.subject && (
          <Fact name={t("image.subject")}>
            <OpenDigest digest={image.subject} onOpen={onOpen} />
          </Fact>
        )}
        {image?.containedIn.map((index) => (
          <Fact key={index} name={t("image.containedIn")}>
            <OpenDigest digest={index} onOpen={onOpen} />
          </Fact>
        ))}
      </Facts>
      <InspectedSection title={t("image.tags")}>
        <TagChips tags={image?.tags ?? row.tags} />
      </InspectedSection>
      <PullSection pull={pull} engine={engine} onEngineChange={onEngineChange} />
      {image && image.referrers.length > 0 && (
        <InspectedSection title={t("image.referrers")}>
          <ul className={styles["referrers"]}>
            {image.referrers.slice(0, labelRoom).map((referrer, index) => (
              <li key={index}>
                <KindBadge kind={referrer.kind} artifactType={referrer.artifactType} />
                <OpenDigest digest={referrer.digest} onOpen={onOpen} />
              </li>
            ))}
          </ul>
          {image.referrers.length > labelRoom && (
            <p className={styles["more"]}>{t("image.moreOfThem", { count: image.referrers.length - labelRoom })}</p>
          )}
        </InspectedSection>
      )}
      {labels.length > 0 && (
        <InspectedSection title={t("image.labels")}>
          <PairTable label={t("image.labels")} pairs={labels.slice(0, labelRoom)} />
          {labels.length > labelRoom && <p className={styles["more"]}>{t("image.moreOfThem", { count: labels.length - labelRoom })}</p>}
        </InspectedSection>
      )}
    </>
  );
}

function OpenDigest({ digest, onOpen }: { digest: string; onOpen: (selector: string) => void }): ReactNode {
  return (
    <button type="button" className={styles["link"]} onClick={() => onOpen(digest)}>
      <DigestLabel digest={digest} />
    </button>
  );
}

/** The platforms a summary names: of an index its children's, of an image its own. */
function platformsOf(image: Image): string[] {
  if (image.platforms.length > 0) return image.platforms.flatMap((child) => child.platform ?? []);
  const own = image.content?.config?.platform;
  return own ? [own] : [];
}

export interface PullSectionProps {
  pull: { byTag: readonly EngineCommand[]; byDigest: readonly EngineCommand[] };
  engine: Engine;
  onEngineChange: (engine: Engine) => void;
}

/** The pull commands, by tag or by digest as one likes. */
export function PullSection({ pull, engine, onEngineChange }: PullSectionProps): ReactNode {
  const { t } = useMessages();
  const [byDigest, setByDigest] = useState(false);
  if (pull.byTag.length === 0 && pull.byDigest.length === 0) return null;
  const isByDigest = byDigest || pull.byTag.length === 0;
  return (
    <section aria-label={t("image.pull")}>
      <CommandBlock label={t("image.pull")} commands={isByDigest ? pull.byDigest : pull.byTag} engine={engine} onEngineChange={onEngineChange}>
        {pull.byTag.length > 0 && pull.byDigest.length > 0 && (
          <button type="button" className={styles["link"]} onClick={() => setByDigest(!byDigest)}>
            {isByDigest ? t("image.pullByTag") : t("image.pullByDigest")}
          </button>
        )}
      </CommandBlock>
    </section>
  );
}
