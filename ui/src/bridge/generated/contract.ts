// Made from src-tauri/crates/contract by its test `bindings`. Do not edit.

/**
 * One ability.
 */
export type Ability = { state: AbilityState, 
/**
 * When it was seen to be so.
 */
provenAt: number | null, 
/**
 * Why not, and what to change.
 */
failure: Failure | null, };

/**
 * Whether a registry can do something. Nothing is written to find out.
 */
export type AbilityState = "yes" | "no" | "unknown";

export type About = { version: string, platform: string, 
/**
 * The folder that everything is kept in.
 */
home: string, localRegistry: ConnectionId, 
/**
 * Nothing was ever opened or added: the welcome is shown.
 */
firstRun: boolean, keyring: KeyringState, 
/**
 * What was found wrong at start and put right or aside.
 */
problems: Array<Failure>, };

/**
 * One change, undo or other deed.
 */
export type Activity = { id: ActivityId, connection: ConnectionId, 
/**
 * Its name then; the connection may be gone.
 */
connectionName: string, deed: ActivityDeed, state: ActivityState, started: number, ended: number | null, items: number, done: number, failed: number, 
/**
 * How it could be taken back; `null` where it can't be.
 */
undo: ActivityUndo | null, 
/**
 * Something was left undone and can go on.
 */
canResume: boolean, };

export type ActivityDeed = { "type": "change", change: Change, } | { "type": "undo", of: ActivityId, change: Change, } | { "type": "freeSpace", bytes: number, } | { "type": "addSamples" };

/**
 * Which activity: one change with its items, as Activity lists it.
 */
export type ActivityId = string;

export type ActivityItem = { 
/**
 * A tag or digest.
 */
target: string, state: ItemState, failure: Failure | null, };

/**
 * An activity with each of its items.
 */
export type ActivityReport = { activity: Activity, items: Array<ActivityItem>, 
/**
 * Why it stopped, where it was not at one of the items.
 */
failure: Failure | null, };

export type ActivityState = "running" | "done" | "partly" | "failed" | "cancelled" | "interrupted" | "undone";

export type ActivityUndo = { certainty: Certainty, until: number, };

export type ActivityWindow = { total: number, offset: number, rows: Array<Activity>, };

export type AddBookmark = { title: string, address: string, };

/**
 * Where an address leads.
 */
export type AddressTarget = { "type": "connection", connection: ConnectionId, } | { "type": "repository", connection: ConnectionId, repository: string, } | { "type": "image", connection: ConnectionId, repository: string, selector: string, } | { "type": "newRegistry", host: string, repository: string | null, selector: string | null, } | { "type": "words", text: string, };

export type AffectedIndex = { digest: string, tags: Array<string>, 
/**
 * The child that goes.
 */
child: string, };

export type AffectedReferrer = { digest: string, kind: ImageKind, artifactType: string | null, subject: string, };

export type AffectedTag = { tag: string, digest: string, 
/**
 * Whether it was asked for by name.
 */
asked: boolean, };

/**
 * A change has begun; its progress is a job of the same identity.
 */
export type Begun = { activity: ActivityId, };

/**
 * All that a change touches besides its target.
 */
export type BlastRadius = { 
/**
 * Every tag that goes or moves.
 */
tags: Array<AffectedTag>, 
/**
 * Indexes that contain a digest that goes, and would break.
 */
indexes: Array<AffectedIndex>, 
/**
 * Referrers that follow a digest that goes.
 */
referrers: Array<AffectedReferrer>, 
/**
 * Images that go.
 */
images: number, 
/**
 * Compressed bytes of what goes, where known.
 */
bytes: number | null, };

/**
 * A page worth coming back to.
 */
export type Bookmark = { id: string, title: string, 
/**
 * What the address box would show.
 */
address: string, };

/**
 * One part of the tree.
 */
export type Branch = { 
/**
 * The last part of the path.
 */
name: string, path: string, isRepository: boolean, 
/**
 * How many repositories are below it.
 */
below: number, };

/**
 * A step of the build, made readable.
 */
export type BuildStep = { 
/**
 * `RUN`, `COPY`, `ENV` …
 */
instruction: string, arguments: string, 
/**
 * Exactly what the config says.
 */
createdBy: string, created: number | null, comment: string | null, 
/**
 * Which layer it made; `null` for a step that made none.
 */
layer: number | null, size: number | null, };

export type CacheUsage = { bytes: number, limit: number, connections: Array<ConnectionCache>, };

/**
 * What a registry can do, as far as it is known.
 */
export type Capabilities = { catalog: Ability, deleteTag: Ability, deleteDigest: Ability, referrers: Ability, mount: Ability, push: Ability, };

/**
 * Carries out a plan.
 */
export type CarryOut = { plan: PlanId, 
/**
 * What was typed where the plan asks for a name.
 */
typed: string, 
/**
 * Also keeps layers here, so that undo is certain.
 */
keepLayers: boolean, };

/**
 * How sure an undo is.
 */
export type Certainty = "certain" | "likely" | "impossible";

/**
 * What the person wants changed in a repository.
 */
export type Change = { "type": "addTag", repository: string, digest: string, tag: string, } | { "type": "moveTag", repository: string, tag: string, digest: string, } | { "type": "renameTag", repository: string, from: string, to: string, } | { "type": "removeTags", repository: string, tags: Array<string>, } | { "type": "deleteImages", repository: string, digests: Array<string>, } | { "type": "deleteRepository", repository: string, };

/**
 * Empties the cache of one connection, or of all. What undo needs stays.
 */
export type ClearCache = { connection: ConnectionId | null, };

/**
 * What becomes of the client certificate.
 */
export type ClientCertificateDraft = { "type": "none" } | { "type": "keep" } | { "type": "use", pem: string, };

/**
 * What kind of failure it is: a variant only where the window behaves differently.
 */
export type Code = { "type": "signInNeeded" } | { "type": "forbidden" } | { "type": "notFound" } | { "type": "unsupported" } | { "type": "rateLimited", until: number | null, } | { "type": "offline" } | { "type": "tlsUntrusted" } | { "type": "keyringLocked" } | { "type": "conflict" } | { "type": "invalidInput", field: string, } | { "type": "unexpected" };

/**
 * What must be done to confirm.
 */
export type Confirmation = { "type": "none" } | { "type": "button" } | { "type": "typeName", text: string, };

/**
 * A connection as the window knows it. It never holds a secret.
 */
export type Connection = { id: ConnectionId, name: string, kind: RegistryKind, 
/**
 * `host` or `host:port`; references begin with it.
 */
host: string, plainHttp: boolean, signIn: SignIn, 
/**
 * Where the secret is, if the sign-in has one of its own.
 */
secret: SecretPlace, readOnly: boolean, 
/**
 * Asks before every change.
 */
production: boolean, 
/**
 * PEM text of authorities trusted besides the system's.
 */
authorities: string | null, 
/**
 * Whether a client certificate is kept.
 */
clientCertificate: boolean, proxy: ProxyChoice, 
/**
 * Hosts that may have private addresses or receive sign-in besides the registry's own.
 */
approvedHosts: Array<string>, capabilities: Capabilities, lastReached: number | null, 
/**
 * What went wrong the last time, if it has not worked since.
 */
problem: Failure | null, };

export type ConnectionCache = { connection: ConnectionId, bytes: number, };

/**
 * A connection as the person describes it, to be tested, added or edited.
 */
export type ConnectionDraft = { 
/**
 * A host, an image reference, or a URL.
 */
address: string, 
/**
 * Empty: the host.
 */
name: string, signIn: SignInDraft, plainHttp: boolean, readOnly: boolean, production: boolean, authorities: string | null, clientCertificate: ClientCertificateDraft, proxy: ProxyChoice, approvedHosts: Array<string>, };

/**
 * Which connection.
 */
export type ConnectionId = string;

/**
 * What a test of a connection tried and found.
 */
export type ConnectionReport = { 
/**
 * `host[:port]` as read from the address.
 */
host: string, 
/**
 * The repository named in the address, if it was a reference.
 */
repository: string | null, steps: Array<TestStep>, capabilities: Capabilities, 
/**
 * The whole of it worked.
 */
works: boolean, };

/**
 * What is done.
 */
export type Deed = "putTag" | "removeTag" | "deleteImage" | "putManifest" | "putBlob";

/**
 * What it costs to know every row of a repository.
 */
export type DetailCost = { of: RepositoryAt, unknown: number, 
/**
 * Requests, at most.
 */
requests: number, };

/**
 * Plain text to paste into a report: versions, capabilities, last failures. No secrets.
 */
export type Diagnostics = { text: string, };

export type EditBookmark = { id: string, title: string, 
/**
 * Its place among all, from 0.
 */
position: number, };

/**
 * Changes a connection. Secrets left out of the draft stay as they are.
 */
export type EditConnection = { id: ConnectionId, draft: ConnectionDraft, };

/**
 * A program that pulls and pushes.
 */
export type Engine = "docker" | "podman" | "nerdctl" | "crane" | "skopeo" | "oras" | "helm";

/**
 * What to type for one engine.
 */
export type EngineCommand = { engine: Engine, 
/**
 * One or more lines, ready to paste.
 */
text: string, };

/**
 * Something changed. Each says which questions are worth asking again.
 */
export type Event = { "type": "connectionsChanged" } | { "type": "repositoriesChanged", connection: ConnectionId, } | { "type": "imagesChanged", connection: ConnectionId, repository: string, revision: number, } | { "type": "activityChanged", activity: ActivityId, } | { "type": "jobProgress", job: Job, } | { "type": "jobEnded", job: JobId, failure: Failure | null, } | { "type": "bookmarksChanged" } | { "type": "settingsChanged" } | { "type": "localRegistryChanged" } | { "type": "everythingChanged" } | { "type": "addressRequested", text: string, };

/**
 * How a value of a filter occurs in the whole list.
 */
export type Facet = { value: string, count: number, };

/**
 * What the window shows when something did not work. The words come from the catalogues, by
 * `hint` where there is one and by `code` otherwise; `detail` is never the message.
 */
export type Failure = { code: Code, hint: Hint | null, 
/**
 * Whether asking again can help.
 */
retry: Retry, 
/**
 * Technical text with every secret redacted, possibly empty.
 */
detail: string, };

export type FreeSpace = { plan: PlanId, };

/**
 * What freeing space would remove.
 */
export type FreeSpacePlan = { id: PlanId, manifests: number, blobs: number, bytes: number, 
/**
 * Bytes that stay because undo may need them.
 */
sparedBytes: number, repositories: Array<FreedRepository>, expiresAt: number, };

export type FreedRepository = { name: string, manifests: number, bytes: number, };

/**
 * What one row is.
 */
export type Grouping = "digest" | "tag";

/**
 * How a container's health is asked for. Durations are nanoseconds, as Docker keeps them.
 */
export type HealthCheck = { test: Array<string>, interval: number | null, timeout: number | null, startPeriod: number | null, retries: number | null, };

/**
 * Why it happened and what to do, as something the window has words and perhaps a button for.
 */
export type Hint = { "type": "hostNotFound", host: string, } | { "type": "connectionRefused", host: string, } | { "type": "timedOut", host: string, } | { "type": "notARegistry", host: string, } | { "type": "untrustedCertificate", host: string, reason: string, } | { "type": "plainHttp", host: string, } | { "type": "privateAddress", host: string, } | { "type": "realmElsewhere", host: string, } | { "type": "pointsElsewhere", host: string, } | { "type": "tooManyRedirects", host: string, } | { "type": "endlessPages", host: string, } | { "type": "serverFault", host: string, status: number, } | { "type": "proxyFailed", proxy: string, } | { "type": "wrongPassword", host: string, } | { "type": "noCredentials", host: string, } | { "type": "missingPermission", host: string, scope: string, } | { "type": "helperMissing", name: string, } | { "type": "helperFailed", name: string, } | { "type": "credentialFileDamaged", path: string, } | { "type": "keyringLocked" } | { "type": "keyringAbsent" } | { "type": "deletionSwitchedOff", setting: string | null, } | { "type": "tagDeletionUnsupported" } | { "type": "catalogNotOffered" } | { "type": "readOnlyRelic" } | { "type": "manifestTooLarge", limit: number, } | { "type": "digestMismatch", asked: string, got: string, } | { "type": "manifestRefused", reason: string, } | { "type": "blobsMissing", digests: Array<string>, } | { "type": "indexOfItself", digest: string, } | { "type": "nameInvalid", name: string, } | { "type": "tagInvalid", name: string, } | { "type": "tagExists", tag: string, } | { "type": "planUsed" } | { "type": "planExpired" } | { "type": "registryChanged", what: Array<string>, } | { "type": "nameNotTyped" } | { "type": "connectionReadOnly" } | { "type": "undoExpired" } | { "type": "nothingToUndo" } | { "type": "alreadyRunning" } | { "type": "diskFull", path: string, } | { "type": "diskReadOnly", path: string, } | { "type": "databaseDamaged", keptAs: string, } | { "type": "databaseNewer", found: number, known: number, } | { "type": "settingsDamaged", keptAs: string, } | { "type": "portTaken", port: number, } | { "type": "localRegistryStopped" } | { "type": "registryFolderBusy", path: string, };

/**
 * An image, index or artifact.
 */
export type Image = { 
/**
 * `host/repository:tag` or `…@digest`, as it was asked for.
 */
reference: string, digest: string, 
/**
 * All tags known to point to the digest, in version order.
 */
tags: Array<string>, kind: ImageKind, mediaType: string, artifactType: string | null, 
/**
 * Bytes of the manifest itself.
 */
manifestSize: number, 
/**
 * Compressed bytes of configs and layers, shared ones once; `null` while a child is unknown.
 */
size: number | null, created: number | null, 
/**
 * The children of an index, attestations folded in; empty for a plain image.
 */
platforms: Array<PlatformImage>, 
/**
 * Config, steps and layers of a plain image or artifact.
 */
content: ImageContent | null, annotations: Array<Pair>, referrers: Array<Referrer>, 
/**
 * How the referrers were asked for; `null` when nothing answered.
 */
referrersFound: ReferrersFound | null, 
/**
 * What this refers to, if it is a referrer itself.
 */
subject: string | null, 
/**
 * Indexes of the repository known to contain it.
 */
containedIn: Array<string>, 
/**
 * When the registry last confirmed it.
 */
observedAt: number, fromCache: boolean, 
/**
 * Why it is not fresh or not whole.
 */
problem: Failure | null, };

/**
 * A column one can sort by. Tags sort as versions; unknown values come last either way.
 */
export type ImageColumn = "tag" | "digest" | "platforms" | "size" | "created" | "kind" | "age";

/**
 * How a container of the image is run.
 */
export type ImageConfig = { platform: string | null, created: number | null, author: string | null, user: string | null, workingDirectory: string | null, entrypoint: Array<string>, command: Array<string>, environment: Array<Pair>, ports: Array<string>, volumes: Array<string>, labels: Array<Pair>, stopSignal: string | null, healthCheck: HealthCheck | null, };

/**
 * What is inside a plain image or artifact.
 */
export type ImageContent = { config: ImageConfig | null, steps: Array<BuildStep>, layers: Array<Layer>, };

/**
 * Which rows are wanted; an empty filter wants all.
 */
export type ImageFilter = { 
/**
 * Contained in a tag or the digest, whatever the case.
 */
text: string, platform: string | null, kind: ImageKind | null, 
/**
 * Created at most so many days ago.
 */
newerThanDays: number | null, 
/**
 * Created at least so many days ago.
 */
olderThanDays: number | null, };

/**
 * What an image is.
 */
export type ImageKind = "image" | "index" | "helmChart" | "sbom" | "signature" | "attestation" | "artifact" | "relic";

/**
 * One image, or one tag of one.
 */
export type ImageRow = { 
/**
 * Stays the same while the row exists: the digest, or the tag.
 */
key: string, 
/**
 * Version order, newest first; at most 50. Empty: untagged.
 */
tags: Array<string>, tagCount: number, digest: string | null, kind: ImageKind | null, 
/**
 * The artifact's own type, where it is one.
 */
artifactType: string | null, mediaType: string | null, 
/**
 * `linux/arm64/v8`; of an index all of its children's.
 */
platforms: Array<string>, 
/**
 * Compressed bytes of config and layers, shared ones once; of an index over its platforms.
 */
size: number | null, created: number | null, 
/**
 * When these details were last confirmed with the registry.
 */
observedAt: number | null, 
/**
 * Attestations, signatures and the like folded under it.
 */
attachments: number, 
/**
 * An index some of whose children are missing.
 */
broken: boolean, 
/**
 * Why the details could not be had.
 */
problem: Failure | null, };

/**
 * The order of rows; ties are broken by tag in version order.
 */
export type ImageSort = { column: ImageColumn, descending: boolean, };

/**
 * A window onto a repository's images.
 */
export type ImageWindow = { 
/**
 * Rows that match the filter.
 */
total: number, 
/**
 * Rows without it.
 */
all: number, 
/**
 * Of all rows, those whose details are known.
 */
known: number, offset: number, rows: Array<ImageRow>, platforms: Array<Facet>, kinds: Array<KindFacet>, 
/**
 * When the tags were last listed.
 */
observedAt: number | null, refreshing: boolean, 
/**
 * Why what is shown is not fresh or not whole.
 */
problem: Failure | null, 
/**
 * Rises with every change of what is shown.
 */
revision: number, };

export type ItemState = "waiting" | "running" | "done" | "failed";

/**
 * Long work in progress.
 */
export type Job = { id: JobId, kind: JobKind, connection: ConnectionId | null, repository: string | null, doneItems: number, totalItems: number | null, doneBytes: number, totalBytes: number | null, 
/**
 * Items a second, lately.
 */
rate: number, secondsLeft: number | null, };

/**
 * Which long-running job. A change in progress has its activity's identity.
 */
export type JobId = string;

export type JobKind = "change" | "undo" | "loadDetails" | "refresh" | "samples" | "freeSpace";

export type KeyringState = "available" | "locked" | "absent";

/**
 * How many images of a kind there are.
 */
export type KindFacet = { kind: ImageKind, count: number, };

/**
 * A sign-in that Docker or Podman already has.
 */
export type KnownSignIn = { source: KnownSource, 
/**
 * The registry it is for.
 */
host: string, user: string | null, 
/**
 * The file that names it.
 */
path: string, };

/**
 * Whose sign-in it is.
 */
export type KnownSource = "docker" | "podman";

export type Language = "system" | "english" | "french";

/**
 * A layer.
 */
export type Layer = { digest: string, mediaType: string, size: number, 
/**
 * Kept elsewhere, by its media type or addresses.
 */
foreign: boolean, annotations: Array<Pair>, };

/**
 * A window onto activities, newest first.
 */
export type ListActivities = { connection: ConnectionId | null, offset: number, limit: number, };

/**
 * The parts directly below `path` in the tree of repositories; an empty path is the top.
 */
export type ListBranches = { connection: ConnectionId, path: string, };

export type ListHistory = { filter: string, limit: number, };

/**
 * A window onto a repository's images. Asking also fetches, behind, what the window's rows lack.
 */
export type ListImages = { connection: ConnectionId, repository: string, grouping: Grouping, sort: ImageSort, filter: ImageFilter, offset: number, limit: number, };

/**
 * The commands that pull an image.
 */
export type ListPullCommands = { connection: ConnectionId, repository: string, 
/**
 * A tag or a digest.
 */
selector: string, platform: string | null, kind: ImageKind | null, };

/**
 * The commands that push an image, for a repository or, without one, for a new one.
 */
export type ListPushCommands = { connection: ConnectionId, repository: string | null, };

/**
 * A window onto the repositories whose names contain `filter`, in name order.
 */
export type ListRepositories = { connection: ConnectionId, filter: string, offset: number, limit: number, };

export type LocalRegistryStatus = { connection: ConnectionId, running: boolean, 
/**
 * `localhost:PORT`.
 */
address: string, folder: string, 
/**
 * The user name when a password is wanted.
 */
user: string | null, repositories: number, bytes: number, problem: Failure | null, };

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/**
 * A request or reply without content.
 */
export type Nothing = Record<symbol, never>;

/**
 * Opens an image by tag or digest.
 */
export type OpenImage = { connection: ConnectionId, repository: string, selector: string, };

/**
 * A name and its value: a label, an annotation, an environment variable.
 */
export type Pair = { name: string, value: string, };

/**
 * What will be done, with digests frozen. It can be carried out once, until it expires.
 */
export type Plan = { id: PlanId, connection: ConnectionId, repository: string, purpose: PlanPurpose, items: Array<PlanItem>, blastRadius: BlastRadius, undo: UndoOutlook, confirmation: Confirmation, warnings: Array<PlanWarning>, 
/**
 * Requests that will be made, at most.
 */
requests: number, expiresAt: number, };

/**
 * Which single-use plan.
 */
export type PlanId = string;

/**
 * One deed of a plan.
 */
export type PlanItem = { deed: Deed, 
/**
 * The tag, or empty.
 */
tag: string, 
/**
 * The digest after it, or the one that goes.
 */
digest: string, 
/**
 * The digest before it, for a tag that moves.
 */
before: string | null, kind: ImageKind | null, size: number | null, };

/**
 * What a plan is for.
 */
export type PlanPurpose = { "type": "change", change: Change, } | { "type": "undo", activity: ActivityId, } | { "type": "resume", activity: ActivityId, };

/**
 * Something to know before confirming.
 */
export type PlanWarning = { "type": "workaround", method: RemovalMethod, } | { "type": "tagMoves", tag: string, from: string, } | { "type": "indexesBreak", count: number, } | { "type": "notAllKnown", unknown: number, } | { "type": "production" } | { "type": "mayBeCollected" };

/**
 * A child of an index.
 */
export type PlatformImage = { digest: string, 
/**
 * `linux/arm64/v8`; `null` where the index names none.
 */
platform: string | null, kind: ImageKind, mediaType: string, 
/**
 * Compressed bytes of its config and layers.
 */
size: number | null, created: number | null, present: Presence, 
/**
 * Attestations that name this child.
 */
attestations: Array<Referrer>, };

/**
 * Whether the registry has something.
 */
export type Presence = "present" | "missing" | "unknown";

/**
 * Asks what a change would do.
 */
export type PreviewChange = { connection: ConnectionId, change: Change, };

/**
 * Wants a password from now on, or none.
 */
export type ProtectLocalRegistry = { user: string | null, password: string | null, };

/**
 * Which proxy requests go through.
 */
export type ProxyChoice = { "type": "system" } | { "type": "none" } | { "type": "own", url: string, };

/**
 * A manifest's or config's exact text.
 */
export type Raw = { digest: string, mediaType: string, size: number, 
/**
 * The bytes as text; what is not UTF-8 is shown as U+FFFD.
 */
text: string, };

/**
 * Asks for the exact bytes of a manifest or config.
 */
export type ReadRaw = { connection: ConnectionId, repository: string, digest: string, };

export type ReadWindowState = { key: string, };

export type RecordVisit = { title: string, address: string, };

/**
 * Something that describes an image: signature, SBOM, attestation.
 */
export type Referrer = { digest: string, kind: ImageKind, artifactType: string | null, mediaType: string, size: number, annotations: Array<Pair>, found: ReferrersFound, };

/**
 * Where referrers were found.
 */
export type ReferrersFound = "api" | "fallbackTag" | "cosignTag" | "index";

/**
 * A refresh that came to its end.
 */
export type Refreshed = { tags: number, added: number, moved: number, gone: number, };

/**
 * Which kind of registry, as it was recognised.
 */
export type RegistryKind = "local" | "generic";

/**
 * How a single tag is removed, best first.
 */
export type RemovalMethod = "native" | "onlyTag" | "throwaway" | "deleteAndRestore";

export type RemoveBookmark = { id: string, };

/**
 * All connections in the order the person wants.
 */
export type ReorderConnections = { ids: Array<ConnectionId>, };

/**
 * A repository in a connection.
 */
export type RepositoryAt = { connection: ConnectionId, repository: string, };

/**
 * One repository.
 */
export type RepositoryRow = { name: string, pinned: boolean, bookmarked: boolean, 
/**
 * How many tags it has where the registry counts them, else had when they were last listed.
 */
tags: number | null, 
/**
 * Compressed bytes of all that it holds, where the registry counts them.
 */
bytes: number | null, lastSeen: number | null, 
/**
 * The registry no longer lists it.
 */
gone: boolean, };

/**
 * A window onto a connection's repositories.
 */
export type RepositoryWindow = { 
/**
 * How many match the filter.
 */
total: number, 
/**
 * How many there are without it.
 */
all: number, offset: number, rows: Array<RepositoryRow>, 
/**
 * Whether the registry offers a catalog; where not, rows are pinned or were seen before.
 */
catalog: AbilityState, observedAt: number | null, refreshing: boolean, 
/**
 * Why what is shown is not fresh.
 */
problem: Failure | null, };

/**
 * What a text in the address box means.
 */
export type ResolveAddress = { text: string, };

/**
 * Whether the same call can succeed later.
 */
export type Retry = "no" | "afterChange" | "yes";

/**
 * A file that was written.
 */
export type SavedFile = { path: string, };

/**
 * Where a secret is kept.
 */
export type SecretPlace = "none" | "keyring" | "sessionOnly" | "elsewhere";

export type Settings = { language: Language, theme: Theme, 
/**
 * Bytes.
 */
cacheLimit: number, undoDays: number, proxy: ProxyChoice, logLevel: LogLevel, 
/**
 * Where saved manifests go; empty: the system's folder for downloads.
 */
downloadsFolder: string, 
/**
 * Read only: where everything is kept.
 */
homeFolder: string, logFolder: string, registryFolder: string, };

/**
 * How a connection signs in.
 */
export type SignIn = { "type": "anonymous" } | { "type": "password", user: string, } | { "type": "token" } | { "type": "known", source: KnownSource, };

/**
 * How a draft signs in. A secret that is `null` stays what it is.
 */
export type SignInDraft = { "type": "anonymous" } | { "type": "password", user: string, password: string | null, } | { "type": "token", token: string | null, } | { "type": "known", source: KnownSource, };

/**
 * Starts it after it could not start.
 */
export type StartLocalRegistry = { 
/**
 * Because another program took the one that it always had.
 */
anotherPort: boolean, };

/**
 * What to offer while a text is being typed.
 */
export type Suggest = { text: string, limit: number, };

/**
 * Something to open.
 */
export type Suggestion = { target: AddressTarget, 
/**
 * As it is shown: `host/repository:tag`.
 */
text: string, source: SuggestionSource, };

export type SuggestionSource = "bookmark" | "history" | "connection" | "repository" | "tag";

/**
 * Tests a draft; `of` is the connection that it edits, whose kept secrets stand in for those not
 * typed again.
 */
export type TestConnection = { draft: ConnectionDraft, of: ConnectionId | null, };

/**
 * How a test step ended.
 */
export type TestOutcome = "passed" | "failed" | "noted" | "skipped";

/**
 * One thing that was tried.
 */
export type TestStep = { what: TestedThing, outcome: TestOutcome, 
/**
 * What the registry answered, in its own words; plain text.
 */
answered: string, milliseconds: number, failure: Failure | null, };

/**
 * What a test tries, in this order.
 */
export type TestedThing = "address" | "credentials" | "reach" | "protocol" | "signIn" | "catalog" | "tags" | "referrers";

export type Theme = "system" | "light" | "dark";

/**
 * Whether a change can be taken back.
 */
export type UndoOutlook = { certainty: Certainty, 
/**
 * Until when, at first.
 */
until: number | null, 
/**
 * Layers can be kept here too, which makes it certain.
 */
canKeepLayers: boolean, layerBytes: number | null, 
/**
 * Blobs that are gone already.
 */
missingBlobs: Array<string>, };

/**
 * A page that was opened.
 */
export type Visit = { title: string, address: string, at: number, };

/**
 * What the window keeps between starts, by key; its own JSON text, up to 256 KiB.
 */
export type WindowState = { key: string, value: string | null, };

/** Every command with its request and its reply. */
export type Commands = {
  read_about: { request: Nothing; reply: About };
  read_settings: { request: Nothing; reply: Settings };
  change_settings: { request: Settings; reply: Settings };
  read_diagnostics: { request: Nothing; reply: Diagnostics };
  measure_cache: { request: Nothing; reply: CacheUsage };
  clear_cache: { request: ClearCache; reply: CacheUsage };
  list_connections: { request: Nothing; reply: Array<Connection> };
  list_known_sign_ins: { request: Nothing; reply: Array<KnownSignIn> };
  test_connection: { request: TestConnection; reply: ConnectionReport };
  add_connection: { request: ConnectionDraft; reply: Connection };
  edit_connection: { request: EditConnection; reply: Connection };
  reorder_connections: { request: ReorderConnections; reply: Array<Connection> };
  remove_connection: { request: ConnectionId; reply: Nothing };
  list_repositories: { request: ListRepositories; reply: RepositoryWindow };
  list_branches: { request: ListBranches; reply: Array<Branch> };
  refresh_repositories: { request: ConnectionId; reply: Nothing };
  pin_repository: { request: RepositoryAt; reply: Nothing };
  unpin_repository: { request: RepositoryAt; reply: Nothing };
  list_push_commands: { request: ListPushCommands; reply: Array<EngineCommand> };
  list_images: { request: ListImages; reply: ImageWindow };
  refresh_images: { request: RepositoryAt; reply: Refreshed };
  estimate_details: { request: RepositoryAt; reply: DetailCost };
  load_details: { request: RepositoryAt; reply: JobId };
  open_image: { request: OpenImage; reply: Image };
  read_raw: { request: ReadRaw; reply: Raw };
  save_raw: { request: ReadRaw; reply: SavedFile };
  list_pull_commands: { request: ListPullCommands; reply: Array<EngineCommand> };
  preview_change: { request: PreviewChange; reply: Plan };
  preview_undo: { request: ActivityId; reply: Plan };
  preview_resume: { request: ActivityId; reply: Plan };
  carry_out: { request: CarryOut; reply: Begun };
  list_activities: { request: ListActivities; reply: ActivityWindow };
  read_activity: { request: ActivityId; reply: ActivityReport };
  list_jobs: { request: Nothing; reply: Array<Job> };
  cancel_job: { request: JobId; reply: Nothing };
  resolve_address: { request: ResolveAddress; reply: AddressTarget };
  suggest: { request: Suggest; reply: Array<Suggestion> };
  list_bookmarks: { request: Nothing; reply: Array<Bookmark> };
  add_bookmark: { request: AddBookmark; reply: Bookmark };
  edit_bookmark: { request: EditBookmark; reply: Nothing };
  remove_bookmark: { request: RemoveBookmark; reply: Nothing };
  list_history: { request: ListHistory; reply: Array<Visit> };
  record_visit: { request: RecordVisit; reply: Nothing };
  clear_history: { request: Nothing; reply: Nothing };
  read_window_state: { request: ReadWindowState; reply: WindowState };
  keep_window_state: { request: WindowState; reply: Nothing };
  read_local_registry: { request: Nothing; reply: LocalRegistryStatus };
  start_local_registry: { request: StartLocalRegistry; reply: LocalRegistryStatus };
  protect_local_registry: { request: ProtectLocalRegistry; reply: LocalRegistryStatus };
  add_samples: { request: Nothing; reply: JobId };
  preview_free_space: { request: Nothing; reply: FreeSpacePlan };
  free_space: { request: FreeSpace; reply: JobId };
};
