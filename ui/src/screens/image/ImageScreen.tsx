// One image or index: what it is, its platforms, and what is inside the platform one looks at.

import { Hash, History, Link, Tag, Trash2, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection, Image, PlatformImage, Referrer } from "~/bridge/generated/contract";
import { useAsk, useConnection } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { CopyButton, Notice, Skeleton } from "~/kit/Notice";
import { Tabs } from "~/kit/Tabs";
import type { TabView } from "~/kit/Tabs";
import { shortenMediaType } from "~/lib/media_type";
import { isDigest } from "~/lib/oci_names";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { Freshness } from "~/parts/Freshness";
import { KindBadge } from "~/parts/KindBadge";
import { Age, Bytes } from "~/parts/Known";
import { PullSection } from "~/parts/ImageSummary";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { hasSboms, hasScans } from "~/parts/vendor_words";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { ImageScan } from "../amazon/ImageScan";
import { ImageProgressView } from "../amazon_registry/ImageProgressView";
import { useEngine } from "../repository/use_engine";
import { usePullCommands } from "../repository/use_pull_commands";
import { AnnotationsView, HistoryView, LayersView, OverviewView, ReferrersView } from "./content_views";
import { ImageLabels } from "./ImageLabels";
import { ImageTags } from "./ImageTags";
import styles from "./ImageScreen.module.css";
import { PlatformGrid } from "./PlatformGrid";
import { LocksButton } from "../vendor_rules/LocksButton";
import { RawView } from "./RawView";
import { RegistryPackages } from "./RegistryPackages";
import { TagExpiration } from "./TagExpiration";
import { TagMoves } from "./TagMoves";
import { UseView } from "./UseView";
import { useImageDeeds } from "./use_image_deeds";

export interface ImageScreenProps {
  connection: string;
  repository: string;
  selector: string;
}

export function ImageScreen({ connection, repository, selector }: ImageScreenProps): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const image = useAsk("open_image", { connection, repository, selector });
  const retry = (): void => void image.refetch();
  const { data } = image;
  return (
    <ScreenFrame
      title={<ImageTitle repository={repository} selector={selector} />}
      subtitle={
        <>
          {known && <ConnectionMarks connection={known} repository={repository} />}
          {data && <Freshness observedAt={data.observedAt} refreshing={image.isFetching} />}
        </>
      }
      actions={data && <ImageButtons connection={known} repository={repository} selector={selector} image={data} />}
      notices={
        <>
          {image.error && data && <FailureNotice shape="bar" failure={image.error.failure} connection={connection} onRetry={retry} />}
          {data?.problem && <FailureNotice shape="bar" failure={data.problem} connection={connection} onRetry={retry} />}
          {data?.kind === "relic" && <Notice>{t("image.relicNotice")}</Notice>}
        </>
      }
    >
      {data ? (
        <ImageBody connection={known} connectionId={connection} repository={repository} selector={selector} image={data} />
      ) : image.error ? (
        <div className={styles["failure"]}>
          <FailureNotice failure={image.error.failure} connection={connection} onRetry={retry} />
          {/* A tag that went can be put back where it was. */}
          {isDigest(selector) ? null : <TagMoves connection={known} connectionId={connection} repository={repository} tag={selector} />}
        </div>
      ) : (
        <Skeleton lines={10} label={t("image.loading")} />
      )}
    </ScreenFrame>
  );
}

/** `atlas:1.4`, or the digest shortened; the whole reference is in the address box. */
function ImageTitle({ repository, selector }: { repository: string; selector: string }): ReactNode {
  const last = repository.slice(repository.lastIndexOf("/") + 1);
  const byDigest = isDigest(selector);
  const short = byDigest ? `${last}@${shortenDigest(selector)}` : `${last}:${selector}`;
  return <RegistryText text={short} title={visibleText(`${repository}${byDigest ? "@" : ":"}${selector}`)} />;
}

interface ImageButtonsProps {
  connection: Connection | undefined;
  repository: string;
  /** What it was opened by. */
  selector: string;
  image: Image;
}

function ImageButtons({ connection, repository, selector, image }: ImageButtonsProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const deeds = useImageDeeds(connection, repository, image);
  return (
    <>
      {connection?.kind === "ecr" && (
        <IconButton icon={History} label={t("trail.ofImageShort")} onPress={() => open(addresses.repositoryTrail(connection.id, repository, image.digest))} />
      )}
      <IconButton icon={Link} label={t("image.copyReference")} onPress={deeds.copyReference} />
      <IconButton icon={Hash} label={t("image.copyDigest")} onPress={deeds.copyDigest} />
      {connection && <LocksButton connection={connection} repository={repository} tag={isDigest(selector) ? null : selector} digest={image.digest} />}
      <Button icon={Tag} onPress={deeds.addTag} disabledReason={deeds.frozen}>
        {t("image.addTag")}
      </Button>
      <Button icon={Trash2} onPress={deeds.delete} disabledReason={deeds.frozen ?? deeds.cannotDelete}>
        {t("image.deleteImage")}
      </Button>
    </>
  );
}

/** The child to look at first: one that is there, and rather one this machine would pull. */
function firstChild(platforms: readonly PlatformImage[]): PlatformImage | undefined {
  const there = platforms.filter((child) => child.present !== "missing");
  return there.find((child) => child.platform === "linux/amd64") ?? there[0] ?? platforms[0];
}

/** All of them, each once. */
function joinReferrers(...lists: (readonly Referrer[] | undefined)[]): Referrer[] {
  const byDigest = new Map<string, Referrer>();
  for (const list of lists) for (const each of list ?? []) if (!byDigest.has(each.digest)) byDigest.set(each.digest, each);
  return [...byDigest.values()];
}

interface ImageBodyProps {
  connection: Connection | undefined;
  connectionId: string;
  repository: string;
  /** What it was opened by. */
  selector: string;
  image: Image;
}

const viewIds = ["overview", "scan", "packages", "use", "moves", "history", "layers", "referrers", "annotations", "progress", "raw"] as const;
type ViewId = (typeof viewIds)[number];

function ImageBody({ connection, connectionId, repository, selector, image }: ImageBodyProps): ReactNode {
  const { t, format } = useMessages();
  const open = useOpen();
  const [platform, setPlatform] = useAddressState("platform");
  const [viewText, setView] = useAddressState("view", "overview");
  const [engine, setEngine] = useEngine();
  const view: ViewId = viewIds.find((each) => each === viewText) ?? "overview";

  const isIndex = image.platforms.length > 0;
  const child = isIndex ? (image.platforms.find((each) => each.digest === platform) ?? firstChild(image.platforms)) : undefined;
  const isMissing = child?.present === "missing";
  const inside = useAsk(
    "open_image",
    { connection: connectionId, repository, selector: child?.digest ?? "" },
    { enabled: child !== undefined && !isMissing },
  );
  // What one looks into: the child of an index, or the image itself.
  const looked = child ? inside.data : image;
  const digest = child?.digest ?? image.digest;
  const missing = image.platforms.filter((each) => each.present === "missing");
  const childName = child ? (child.platform ?? t("image.noPlatform")) : undefined;

  const pull = usePullCommands({
    connection: connectionId,
    repository,
    tag: image.tags[0] ?? null,
    digest: image.digest,
    platform: child?.platform ?? null,
    kind: image.kind,
  });
  const openSelector = (target: string): void => open(addresses.image(connectionId, repository, target));
  const referrers = joinReferrers(image.referrers, child?.attestations, child && looked?.referrers);

  const draw = (make: (content: Image) => ReactNode): ReactNode => {
    if (isMissing && child) {
      return <p className={styles["missing"]}>{t("image.missingChildExplained", { digest: child.digest })}</p>;
    }
    if (inside.error && child) {
      return <FailureNotice failure={inside.error.failure} connection={connectionId} onRetry={() => void inside.refetch()} />;
    }
    return looked ? make(looked) : <Skeleton lines={6} label={t("image.loading")} />;
  };
  const drawReferrers = (): ReactNode => <ReferrersView referrers={referrers} found={image.referrersFound} onOpen={openSelector} />;
  const drawAnnotations = (): ReactNode => <AnnotationsView image={image} child={child ? looked : undefined} childName={childName} />;
  const drawUse = (): ReactNode => (
    <UseView connection={connectionId} repository={repository} image={image} platform={child?.platform ?? null} />
  );
  const drawProgress = (): ReactNode => <ImageProgressView connection={connectionId} repository={repository} digest={image.digest} />;
  const drawRaw = (): ReactNode => (
    <RawView connection={connectionId} repository={repository} image={image} child={isMissing ? undefined : child} childName={childName} />
  );
  const drawScan = (): ReactNode => (
    <ImageScan
      key={digest}
      connection={connectionId}
      repository={repository}
      digest={digest}
      isReadOnly={connection?.readOnly ?? false}
      kind={connection?.kind ?? "ecr"}
    />
  );
  const drawMoves = (): ReactNode => <TagMoves connection={connection} connectionId={connectionId} repository={repository} tag={selector} />;
  // What is scanned is an image, not what describes one.
  const isScanned = hasScans(connection?.kind) && (isIndex || image.kind === "image");
  const hasSbom = isScanned && hasSboms(connection?.kind);
  const packagesView: TabView<ViewId>[] =
    hasSbom && connection ? [{ id: "packages", label: t("imageSettings.packages"), draw: () => draw(() => <RegistryPackages key={digest} connection={connection} repository={repository} digest={digest} />) }] : [];
  const scanView: TabView<ViewId>[] = isScanned ? [{ id: "scan", label: t("scans.imageTab"), draw: () => draw(drawScan) }] : [];
  const views: TabView<ViewId>[] = [
    { id: "overview", label: t("image.overview"), draw: () => draw((content) => <OverviewView image={content} />) },
    ...scanView,
    ...packagesView,
    { id: "use", label: t("snippets.use"), draw: drawUse },
    ...(isDigest(selector)
      ? []
      : [
          {
            id: "moves" as const,
            label: t("history.moves"),
            draw: drawMoves,
          },
        ]),
    { id: "history", label: t("image.history"), count: looked?.content?.steps.length, draw: () => draw((content) => <HistoryView image={content} />) },
    { id: "layers", label: t("image.layersTab"), count: looked?.content?.layers.length, draw: () => draw((content) => <LayersView image={content} />) },
    {
      id: "referrers",
      label: t("image.referrersTab"),
      count: image.referrersFound === null && referrers.length === 0 ? undefined : referrers.length,
      draw: drawReferrers,
    },
    {
      id: "annotations",
      label: t("image.annotations"),
      count: image.annotations.length + (child ? (looked?.annotations.length ?? 0) : 0),
      draw: drawAnnotations,
    },
    ...(connection?.kind === "ecr" ? [{ id: "progress" as const, label: t("registrySettings.progress"), draw: drawProgress }] : []),
    {
      id: "raw",
      label: t("image.raw"),
      draw: drawRaw,
    },
  ];

  return (
    <div className={styles["scroll"]}>
      <div className={styles["top"]}>
        <div className={styles["about"]}>
          <ImageTags connection={connection} repository={repository} image={image} />
          <dl className={styles["facts"]}>
            <Fact name={t("image.kind")}>
              <KindBadge kind={image.kind} artifactType={image.artifactType} wide />
            </Fact>
            <Fact name={t("image.digest")}>
              <span className={styles["withButton"]}>
                <DigestLabel digest={image.digest} first={12} />
                <CopyButton text={image.digest} label={t("image.copyDigest")} />
              </span>
            </Fact>
            <Fact name={t("image.compressed")} title={t("image.compressedExplained")}>
              <Bytes value={image.size} />
            </Fact>
            <Fact name={t("image.created")}>
              <Age time={image.created} />
            </Fact>
            <Fact name={t("image.mediaType")} title={visibleText(image.mediaType)}>
              {visibleText(shortenMediaType(image.mediaType))}
            </Fact>
            {image.subject !== null && (
              <Fact name={t("image.subject")}>
                <DigestLink digest={image.subject} onOpen={openSelector} />
              </Fact>
            )}
            {image.containedIn.map((index) => (
              <Fact key={index} name={t("image.containedIn")}>
                <DigestLink digest={index} onOpen={openSelector} />
              </Fact>
            ))}
            {connection && !isDigest(selector) && <TagExpiration connection={connection} repository={repository} tag={selector} />}
          </dl>
          {connection && <ImageLabels connection={connection} repository={repository} digest={image.digest} />}
        </div>
        <div className={styles["pull"]}>
          <PullSection pull={pull} engine={engine} onEngineChange={setEngine} />
        </div>
      </div>
      {missing.length > 0 && (
        <p role="note" className={styles["broken"]}>
          <TriangleAlert size={15} aria-hidden="true" />
          <span>
            {t("image.brokenIndex", {
              count: missing.length,
              names: format.list(missing.map((each) => visibleText(each.platform ?? each.digest))),
            })}
          </span>
        </p>
      )}
      {isIndex && (
        <PlatformGrid
          connection={connectionId}
          repository={repository}
          platforms={image.platforms}
          selected={child?.digest}
          onSelect={(digest) => setPlatform(digest)}
          onOpen={openSelector}
        />
      )}
      <div className={styles["views"]}>
        {childName !== undefined && <h2 className={styles["childName"]}>{t("image.contentOf", { platform: visibleText(childName) })}</h2>}
        <Tabs label={t("image.views")} selected={views.some(({ id }) => id === view) ? view : "overview"} onSelect={(id) => setView(id)} views={views} />
      </div>
    </div>
  );
}

function Fact({ name, title, children }: { name: string; title?: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles["fact"]} title={title}>
      <dt>{name}</dt>
      <dd data-selectable>{children}</dd>
    </div>
  );
}

function DigestLink({ digest, onOpen }: { digest: string; onOpen: (selector: string) => void }): ReactNode {
  return (
    <button type="button" className={styles["link"]} onClick={() => onOpen(digest)}>
      <DigestLabel digest={digest} first={12} />
    </button>
  );
}
