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
 * A setting of the account in a region.
 */
export type AccountSetting = { name: AccountSettingName, 
/**
 * `null`: never set, or this region has no such setting.
 */
value: string | null, 
/**
 * What it may be.
 */
values: Array<string>, problem: Failure | null, };

export type AccountSettingName = "basicScanTypeVersion" | "registryPolicyScope" | "blobMounting";

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

export type ActivityDeed = { "type": "change", change: Change, } | { "type": "undo", of: ActivityId, change: Change, } | { "type": "freeSpace", bytes: number, } | { "type": "addSamples" } | { "type": "shortName", name: string, before: string | null, after: string | null, file: string, 
/**
 * The change that this one takes back.
 */
undoes: ActivityId | null, } | { "type": "amazonSetting", repository: string, before: AmazonSetting, after: AmazonSetting, } | { "type": "imageSetting", repository: string, before: ImageSetting, after: ImageSetting, } | { "type": "storageClass", repository: string, digests: Array<string>, archive: boolean, } | { "type": "createRepository", repository: string, } | { "type": "createProject", project: string, } | { "type": "deleteWholeRepository", repository: string, restorable: boolean, } | { "type": "publicSetting", repository: string | null, before: PublicSetting, after: PublicSetting, logo: LogoFate, } | { "type": "registrySetting", region: string, before: RegistrySetting, after: RegistrySetting, } | { "type": "pullRule", before: PullRule | null, after: PullRule | null, } | { "type": "backfill", region: string, destination: ReplicationDestination, stopped: boolean, } | { "type": "saveToFile", from: string, path: string, form: ImageFileForm, tags: Array<string>, } | { "type": "pullIntoEngine", from: string, engine: string, tags: Array<string>, } | { "type": "retentionRun", repository: string, run: RetentionRun, } | { "type": "copyRule", before: CopyRule | null, after: CopyRule | null, } | { "type": "vendorRule", scope: OfferScope, before: VendorRule | null, after: VendorRule | null, } | { "type": "vendorRun", scope: OfferScope, purpose: RulePurpose, rule: VendorRule | null, } | { "type": "vendorRemoval", repository: string, rule: VendorRule, } | { "type": "robot", scope: OfferScope, id: string, user: string, change: RobotChange, } | { "type": "collectGarbage", dry: boolean, deleteUntagged: boolean, } | { "type": "garbageSchedule", before: GarbageSchedule | null, after: GarbageSchedule | null, } | { "type": "replication", rule: string | null, source: string, run: ReplicationRun, };

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

export type ActivityUndo = { certainty: Certainty, until: number, 
/**
 * Until when the registry's own undo brings it back, where that is what makes it certain.
 */
restorableUntil: number | null, };

export type ActivityWindow = { total: number, offset: number, rows: Array<Activity>, };

export type AddBookmark = { title: string, address: string, };

/**
 * Puts a ready statement into a policy's text, which must be without complaints or empty.
 */
export type AddPermissionSample = { scope: PolicyScope, text: string, region: string, 
/**
 * The account whose repository or registry it is.
 */
account: string, sample: PermissionSample, };

/**
 * Where an address leads.
 */
export type AddressTarget = { "type": "connection", connection: ConnectionId, } | { "type": "repository", connection: ConnectionId, repository: string, } | { "type": "image", connection: ConnectionId, repository: string, selector: string, } | { "type": "listing", reference: string, selector: string | null, } | { "type": "publisher", host: string, alias: string, } | { "type": "newRegistry", host: string, repository: string | null, selector: string | null, } | { "type": "words", text: string, };

export type AffectedIndex = { digest: string, tags: Array<string>, 
/**
 * The child that goes.
 */
child: string, };

export type AffectedPackage = { name: string, version: string | null, fixedIn: string | null, packageManager: string | null, path: string | null, };

export type AffectedReferrer = { digest: string, kind: ImageKind, artifactType: string | null, subject: string, };

export type AffectedTag = { tag: string, digest: string, 
/**
 * Whether it was asked for by name.
 */
asked: boolean, };

export type AliasCheck = { 
/**
 * What Amazon would refuse.
 */
problems: Array<AliasProblem>, 
/**
 * Why a request may well be rejected: words that the guide advises against.
 */
doubts: Array<AliasDoubt>, taken: AliasTaken, };

export type AliasDoubt = { kind: AliasDoubtKind, word: string, };

export type AliasDoubtKind = "amazon" | "product" | "generic";

/**
 * What of an alias Amazon would refuse.
 */
export type AliasProblem = { "type": "tooShort", least: number, } | { "type": "tooLong", most: number, } | { "type": "character", found: string, } | { "type": "grammar" };

/**
 * How far the request for an alias is.
 */
export type AliasStatus = "active" | "pending" | "rejected" | "unknown";

/**
 * Whether somebody has an alias, as far as can be seen.
 */
export type AliasTaken = { "type": "own", status: AliasStatus, } | { "type": "taken", reference: string, } | { "type": "notSeen", asked: boolean, } | { "type": "notLookedFor" };

/**
 * What only a connection to Amazon ECR has.
 */
export type Amazon = { signIn: AmazonSignIn, regions: Array<string>, 
/**
 * The registry of another account.
 */
registry: string | null, 
/**
 * The account one is signed in to, once it was seen.
 */
account: string | null, role: AmazonRole | null, endpoints: AmazonEndpoints, };

/**
 * What an endpoint answers for.
 */
export type AmazonApi = "ecr" | "registry" | "ecrPublic" | "sts" | "sso" | "ssoOidc" | "cloudTrail";

/**
 * What there is to choose from for a connection to Amazon.
 */
export type AmazonChoices = { 
/**
 * Those of the person's shared files, by name.
 */
profiles: Array<AmazonProfile>, 
/**
 * The profile that is meant where none is named.
 */
defaultProfile: string, regions: Array<AmazonRegion>, 
/**
 * The region that the environment names.
 */
region: string | null, 
/**
 * The endpoints that the environment names.
 */
endpoints: Array<ConfiguredEndpoint>, 
/**
 * Identity Center's addresses that the files name.
 */
ssoSessions: Array<SsoSession>, 
/**
 * What could not be read of the files: plain text.
 */
problems: Array<string>, };

export type AmazonCosts = { prices: PriceList, 
/**
 * Storage and archive of the whole region; `null` where its prices are not known.
 */
bill: CostBill | null, 
/**
 * The dearest first; those that nobody has listed yet come last.
 */
repositories: Array<RepositoryCost>, 
/**
 * The images of the one that was asked for, the dearest first; at most 1,000.
 */
images: Array<ImageCost>, 
/**
 * What the expected pulls cost, and what came back from the archive; `null` where prices are not known.
 */
transfer: TransferCost | null, };

/**
 * The same as the person describes it.
 */
export type AmazonDraft = { signIn: AmazonSignInDraft, regions: Array<string>, registry: string | null, role: AmazonRole | null, endpoints: AmazonEndpoints, };

/**
 * How a repository is encrypted; chosen once and for all.
 */
export type AmazonEncryption = { kind: EncryptionKind, key: string | null, };

export type AmazonEndpoints = { fips: boolean, dualStack: boolean, custom: Array<CustomEndpoint>, };

/**
 * One thing that was done or tried.
 */
export type AmazonEvent = { id: string, at: number | null, deed: TrailDeed, 
/**
 * Amazon's name for it, such as `BatchGetImage`.
 */
name: string, principal: TrailPrincipal | null, images: Array<TrailImage>, 
/**
 * The address that it came from, or a service of Amazon's.
 */
source: string | null, userAgent: string | null, 
/**
 * This program did it: it calls itself so, or by a key that it alone has.
 */
own: boolean, 
/**
 * Why it did not happen, in Amazon's words.
 */
error: TrailError | null, };

export type AmazonEvents = { 
/**
 * The newest first.
 */
events: Array<AmazonEvent>, 
/**
 * How far back was looked, events that are not shown included.
 */
reached: number | null, 
/**
 * Where earlier ones are.
 */
next: string | null, };

/**
 * A repository's policy; `text` is `null` where it has none.
 */
export type AmazonPolicy = { text: string | null, 
/**
 * When ECR last went by it, of a lifecycle policy.
 */
evaluated: number | null, };

export type AmazonProfile = { name: string, region: string | null, kind: AmazonProfileKind, account: string | null, mfaDevice: string | null, 
/**
 * The role it takes on, or signs in as.
 */
role: string | null, 
/**
 * Where one signs in to Identity Center for it.
 */
sso: IdentityCenterAt | null, 
/**
 * Why it can't be used: plain text.
 */
problem: string | null, 
/**
 * The endpoints that are used with it, the environment's among them.
 */
endpoints: Array<ConfiguredEndpoint>, };

export type AmazonProfileKind = "accessKey" | "role" | "identityCenter" | "webIdentity" | "process" | "unusable";

export type AmazonRegion = { name: string, 
/**
 * What Amazon calls it, in English.
 */
title: string, 
/**
 * Off until an account switches it on.
 */
mustBeEnabled: boolean, 
/**
 * `aws`, `aws-cn` …: a connection's regions are all of one.
 */
partition: string, };

/**
 * A region of a connection.
 */
export type AmazonRegionAt = { connection: ConnectionId, region: string, };

/**
 * A repository with its settings.
 */
export type AmazonRepository = { arn: string, 
/**
 * How references to it begin.
 */
uri: string, created: number | null, mutability: TagMutability, scanOnPush: boolean, encryption: AmazonEncryption, 
/**
 * `null` where they could not be read.
 */
resourceTags: Array<ResourceTag> | null, 
/**
 * Why not all could be read.
 */
problem: Failure | null, };

/**
 * A role that is taken on after signing in.
 */
export type AmazonRole = { arn: string, externalId: string | null, 
/**
 * The serial number or resource name of the second factor it asks for.
 */
mfaDevice: string | null, };

/**
 * A setting of a repository, and its value.
 */
export type AmazonSetting = { "type": "mutability", mutability: TagMutability, } | { "type": "scanOnPush", on: boolean, } | { "type": "resourceTags", tags: Array<ResourceTag>, } | { "type": "lifecycle", text: string | null, } | { "type": "permissions", text: string | null, };

/**
 * How a connection signs in to Amazon.
 */
export type AmazonSignIn = { "type": "surroundings" } | { "type": "profile", name: string, } | { "type": "accessKey", id: string, } | { "type": "identityCenter", startUrl: string, region: string, account: string, role: string, };

/**
 * How a draft does. A secret that is `null` stays what it is.
 */
export type AmazonSignInDraft = { "type": "surroundings" } | { "type": "profile", name: string, } | { "type": "accessKey", id: string, secret: string | null, sessionToken: string | null, } | { "type": "identityCenter", startUrl: string, region: string, account: string, role: string, };

/**
 * The person's answer; without a code it is: rather not.
 */
export type AnswerSignIn = { id: string, code: string | null, };

/**
 * Asks a registry what is left of its pull quota, by a question that costs none of it.
 */
export type AskPullQuota = { connection: ConnectionId, };

/**
 * Asks the live sources what the index may lack for a text; what they know is kept, and
 * `GalleryChanged` tells. The reply comes when all have answered.
 */
export type AskSources = { text: string, };

export type AskedPullQuota = { 
/**
 * `null` where the registry says nothing of a quota, or has none for this sign-in.
 */
quota: PullQuota | null, 
/**
 * What was asked for: a repository and tag. `null` where nothing is known that could be asked for.
 */
by: string | null, };

/**
 * A list of packages that was found.
 */
export type AttachedPackages = { 
/**
 * The manifest that has it.
 */
digest: string, format: PackageFormat, packages: number, platform: string | null, };

/**
 * Waits for Amazon's decision on an alias that was asked for in its console, or no longer.
 */
export type AwaitAlias = { connection: ConnectionId, alias: string, waits: boolean, };

export type BackfillAt = { connection: ConnectionId, region: string, id: string, destination: ReplicationDestination, };

/**
 * A backfill with what became of its images.
 */
export type BackfillReport = { backfill: ReplicationBackfill, 
/**
 * At most 500, those that failed where some did.
 */
images: Array<BackfilledImage>, };

export type BackfillState = "preparing" | "running" | "complete" | "failed" | "stopping" | "stopped" | "unknown";

export type BackfilledImage = { repository: string, image: string, there: boolean, 
/**
 * Amazon's words.
 */
failure: string | null, };

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
 * Compressed bytes of the configs and layers that go, each once, where known.
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

/**
 * Which upstream's images are kept.
 */
export type CacheRule = { 
/**
 * `null`: one that this program does not know.
 */
upstream: CacheUpstream | null, address: string, 
/**
 * What the names of the upstream's repositories begin with; `null` is any.
 */
upstreamPrefix: string | null, 
/**
 * The secret with the upstream's credentials.
 */
credential: string | null, 
/**
 * The role that pulls from another account.
 */
role: string | null, };

export type CacheRuleAt = { connection: ConnectionId, region: string, prefix: string, };

export type CacheUpstream = "ecr" | "ecrPublic" | "dockerHub" | "gitHub" | "gitLab" | "kubernetes" | "azure" | "quay" | "chainguard";

export type CacheUsage = { bytes: number, limit: number, connections: Array<ConnectionCache>, };

export type CacheValidity = { valid: boolean, 
/**
 * Amazon's words.
 */
failure: string | null, };

/**
 * What a rule has brought.
 */
export type CachedRepositories = { 
/**
 * At most 100, by name.
 */
rows: Array<CachedRepository>, more: boolean, };

export type CachedRepository = { 
/**
 * As this connection calls it.
 */
repository: string, images: number | null, 
/**
 * There are more images than those.
 */
more: boolean, 
/**
 * When ECR last brought one.
 */
brought: number | null, pulled: number | null, };

/**
 * A repository that a pull-through cache rule has filled.
 */
export type CachedRepositoryAt = { connection: ConnectionId, region: string, 
/**
 * The rule's.
 */
prefix: string, 
/**
 * As this connection calls it.
 */
repository: string, };

export type CachedTag = { tag: string, 
/**
 * Of the cached image.
 */
digest: string, state: CachedTagState, };

export type CachedTagState = "fresh" | "stale" | "gone" | "unknown";

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
export type Change = { "type": "addTag", repository: string, digest: string, tag: string, } | { "type": "moveTag", repository: string, tag: string, digest: string, } | { "type": "renameTag", repository: string, from: string, to: string, } | { "type": "removeTags", repository: string, tags: Array<string>, } | { "type": "deleteImages", repository: string, digests: Array<string>, } | { "type": "deleteRepository", repository: string, } | { "type": "applyRules", repository: string, preview: string, images: number, tags: number, } | { "type": "copyHere", repository: string, tags: Array<string>, from: string, conversion: CopyConversion, };

/**
 * What is to change of the settings; what it does not name stays as it is.
 */
export type ChangeSettings = { language?: Language, theme?: Theme, 
/**
 * Bytes.
 */
cacheLimit?: number, undoDays?: number, proxy?: ProxyChoice, logLevel?: LogLevel, downloadsFolder?: string, notifications?: boolean, keepInTray?: boolean, schedulesPaused?: boolean, followMinutes?: number, };

export type ChangedPackage = { name: string, ecosystem: string | null, before: Array<string>, now: Array<string>, };

export type Charge = { bytes: number, cost: number, };

/**
 * Looks at an alias that somebody wishes for.
 */
export type CheckAlias = { connection: ConnectionId, alias: string, };

/**
 * Checks a lifecycle policy and shows what it means for the images that are listed.
 */
export type CheckLifecycle = { connection: ConnectionId, repository: string, text: string, };

/**
 * Checks a policy's text and says what it means. Nobody is asked.
 */
export type CheckPermissions = { scope: PolicyScope, text: string, };

/**
 * Checks rules, and shows what they mean for what is known of a repository. Only what is in use is
 * looked up.
 */
export type CheckRetention = { connection: ConnectionId, repository: string, text: string, };

/**
 * What is typed into the form of a short name.
 */
export type CheckShortName = { name: string, target: string, };

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
 * How the content is encrypted. Without a key it is the one that AWS keeps for the account.
 */
export type CodedEncryption = { "type": "aes256" } | { "type": "kms", key: string | null, } | { "type": "kmsDsse", key: string | null, };

/**
 * Whether a tag may be moved.
 */
export type CodedMutability = "mutable" | "immutable";

/**
 * Begins a turn now.
 */
export type CollectGarbage = { connection: ConnectionId, 
/**
 * Only tells what it would free.
 */
dry: boolean, 
/**
 * Takes images along that no tag names.
 */
deleteUntagged: boolean, };

export type CollectionPage = { turns: Array<GarbageTurn>, next: string | null, };

/**
 * Compares an image with a later one. Their lists are fetched for it.
 */
export type ComparePackages = { connection: ConnectionId, repository: string, before: string, now: string, 
/**
 * Which child is meant of an index; the first that both have where none is named.
 */
platform: string | null, };

/**
 * What another image has of findings, against one.
 */
export type CompareScans = { connection: ConnectionId, repository: string, one: string, other: string, };

/**
 * An endpoint in place of Amazon's own that is named outside of Portolan, and used where a connection
 * names none.
 */
export type ConfiguredEndpoint = { api: AmazonApi, address: string, 
/**
 * The variable, profile or section of the config file, as it is written there.
 */
from: string, };

/**
 * What must be done to confirm.
 */
export type Confirmation = { "type": "none" } | { "type": "button" } | { "type": "typeName", text: string, };

/**
 * A connection as the window knows it. It never holds a secret.
 */
export type Connection = { id: ConnectionId, name: string, kind: RegistryKind, 
/**
 * `host` or `host:port`; references begin with it, unless `hosts` says otherwise.
 */
host: string, 
/**
 * Where references begin of repositories whose names here begin so, for a connection to several.
 */
hosts: Array<HostOfPath>, plainHttp: boolean, signIn: SignIn, 
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
approvedHosts: Array<string>, capabilities: Capabilities, 
/**
 * Its vendor offers something beyond images (`read_offers`).
 */
hasOffers: boolean, 
/**
 * What the registry does with whole repositories by an API of its own.
 */
repositories: RepositoryDeeds, 
/**
 * What only a connection to Amazon ECR has.
 */
amazon: Amazon | null, lastReached: number | null, 
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
 * A host, an image reference, or a URL. With `amazon` it only names the repository to begin with, or
 * that the public registry is meant: `public.ecr.aws`.
 */
address: string, 
/**
 * Empty: the host.
 */
name: string, signIn: SignInDraft, plainHttp: boolean, readOnly: boolean, production: boolean, authorities: string | null, clientCertificate: ClientCertificateDraft, proxy: ProxyChoice, approvedHosts: Array<string>, 
/**
 * Connects to Amazon ECR, in place of `sign_in`.
 */
amazon: AmazonDraft | null, };

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
 * What it was recognised as.
 */
kind: RegistryKind, 
/**
 * The repository named in the address, if it was a reference.
 */
repository: string | null, steps: Array<TestStep>, capabilities: Capabilities, 
/**
 * The whole of it worked.
 */
works: boolean, };

/**
 * A copy that is under way, or that can go on.
 */
export type Copy = { activity: ActivityId, source: CopyPlace, sourceName: string, destination: CopyPlace, destinationName: string, state: CopyState, images: number, imagesDone: number, 
/**
 * Bytes to send, as planned.
 */
bytes: number, bytesDone: number, 
/**
 * Blobs that are on their way now.
 */
blobs: Array<CopyBlob>, 
/**
 * It waits until then, because a registry asked for it or did not answer.
 */
waitingUntil: number | null, 
/**
 * Why it stopped.
 */
failure: Failure | null, };

export type CopyBlob = { digest: string, size: number, done: number, };

/**
 * What is written anew on the way, so that digests change; by itself, nothing is.
 */
export type CopyConversion = { 
/**
 * The form that manifests get; none leaves each in its own, but for zstd, which only OCI has.
 */
form: ManifestForm | null, 
/**
 * Layers are packed by zstd.
 */
zstd: boolean, };

export type CopyDestination = { connection: ConnectionId, 
/**
 * What comes before the names there, without the slash after it.
 */
prefix: string | null, };

export type CopyImage = { 
/**
 * The tag or digest at the source.
 */
from: string, 
/**
 * What it becomes: the source's digest, unless platforms stay behind or it is converted; `null`
 * where that is known when its layers are packed.
 */
digest: string | null, tags: Array<CopyTag>, 
/**
 * Manifests that describe it and come along.
 */
attachments: number, notes: Array<CopyNote>, isUpToDate: boolean, };

export type CopyLeft = { from: string, 
/**
 * Technical text.
 */
reason: string, };

/**
 * What to know of an image before it is copied.
 */
export type CopyNote = { "type": "newDigest", left: number, } | { "type": "attachmentsStay", count: number, } | { "type": "childrenMissing", count: number, } | { "type": "onePlatform", platform: string, left: number, } | { "type": "converted", form: ManifestForm, } | { "type": "repacked", layers: number, } | { "type": "annotationsLost", count: number, } | { "type": "dockerInLayout" } | { "type": "uncompressedLayers", count: number, } | { "type": "unpacked" } | { "type": "foreignLayers", count: number, };

/**
 * One side of a copy.
 */
export type CopyPlace = { "type": "repository", connection: ConnectionId, repository: string, } | { "type": "file", path: string, form: ImageFileForm, } | { "type": "engine", name: string, socket: string, image: string | null, };

/**
 * What a copy will do, with digests frozen. It can be begun once, until it expires.
 */
export type CopyPlan = { id: PlanId, source: CopyPlace, destination: CopyPlace, images: Array<CopyImage>, 
/**
 * Images of a whole repository that can't be copied.
 */
left: Array<CopyLeft>, 
/**
 * Blobs that are sent.
 */
blobs: number, bytesToSend: number, 
/**
 * Bytes that the destination's registry has elsewhere and takes over.
 */
bytesToMount: number, 
/**
 * Bytes that are there already.
 */
bytesThere: number, 
/**
 * Tags that are overwritten.
 */
overwritten: number, confirmation: Confirmation, expiresAt: number, };

/**
 * Which repositories of a connection are copied where, and when.
 */
export type CopyRule = { 
/**
 * Empty for one that is new.
 */
id: string, name: string, source: ConnectionId, 
/**
 * How the names of the repositories begin; none is all of them.
 */
prefixes: Array<string>, destinations: Array<CopyDestination>, 
/**
 * Tags that go at the source go at the destinations, those that the rule itself has put.
 */
deletes: boolean, 
/**
 * It has its turn when a tag of the source is seen to come or to move.
 */
onChange: boolean, 
/**
 * It has its turn from time to time.
 */
rhythm: Rhythm | null, };

export type CopyRuleCheck = { 
/**
 * What can't be.
 */
complaints: Array<CopyRuleProblem>, 
/**
 * What does other than it seems.
 */
doubts: Array<CopyRuleProblem>, };

/**
 * What is wrong with a rule that copies.
 */
export type CopyRuleProblem = { "type": "noName" } | { "type": "nameTaken" } | { "type": "unknownSource" } | { "type": "noDestination" } | { "type": "tooManyDestinations" } | { "type": "tooManyFilters" } | { "type": "unknownDestination", connection: string, } | { "type": "readOnly", connection: string, } | { "type": "destinationTwice", connection: string, } | { "type": "badPrefix", prefix: string, } | { "type": "badFilter", filter: string, } | { "type": "ontoItself", connection: string, } | { "type": "circle", through: Array<string>, } | { "type": "badTime" } | { "type": "filterCovered", filter: string, by: string, } | { "type": "matchesNothing", filter: string, } | { "type": "shadowed", by: string, } | { "type": "overlaps", rule: string, } | { "type": "deletesDiffer", rule: string, } | { "type": "collides", rule: string, connection: string, } | { "type": "production", connection: string, };

export type CopyState = "running" | "paused" | "interrupted" | "failed";

/**
 * A tag of the destination.
 */
export type CopyTag = { tag: string, 
/**
 * `null` as for its image.
 */
digest: string | null, 
/**
 * What it leads to now; `null` where it is new.
 */
before: string | null, };

export type CopyWanted = { 
/**
 * A tag or digest of the source.
 */
from: string, 
/**
 * Its tags at the destination; none leaves it to its digest.
 */
tags: Array<string>, };

export type CostBill = { storage: Charge, archive: Charge, total: number, gaps: CostGaps, };

/**
 * What is not known, so that the bill may be other than this.
 */
export type CostGaps = { 
/**
 * Images whose layers are not read: they count whole, so it costs at most this.
 */
unshared: number, 
/**
 * Images of which nothing is known: they are not counted.
 */
unknown: number, 
/**
 * Repositories that were never listed: they are not counted.
 */
unlisted: number, };

/**
 * What decides about a bill beside what is stored.
 */
export type CostTerms = { 
/**
 * The account is in its first year, in which some storage is free.
 */
firstYear: boolean, 
/**
 * Layers are stored once for the whole registry: the account setting `BLOB_MOUNTING`.
 */
sharedRegistry: boolean, };

/**
 * What was listed so that its cost is known.
 */
export type CostsListed = { repositories: number, 
/**
 * The first thing that went wrong.
 */
problem: Failure | null, };

export type CreateAmazonRepository = { connection: ConnectionId, region: string, name: string, mutability: TagMutability, scanOnPush: boolean, encryption: AmazonEncryption, resourceTags: Array<ResourceTag>, };

export type CreatePublicRepository = { connection: ConnectionId, name: string, catalog: PublicCatalog, 
/**
 * The path of a PNG.
 */
logo: string | null, resourceTags: Array<ResourceTag>, };

export type CreateRepository = { connection: ConnectionId, 
/**
 * With its namespace.
 */
name: string, description: string | null, private: boolean, };

export type CreateRobot = { at: ScopeAt, 
/**
 * Its short name; the vendor puts its prefix before it.
 */
name: string, description: string, 
/**
 * After how many days it comes to its end; `null`: never.
 */
days: number | null, permissions: Array<RobotPermission>, };

export type CreationOccasion = "replication" | "pullThroughCache" | "push";

/**
 * What the repositories are like that ECR makes by itself.
 */
export type CreationTemplate = { description: string | null, appliedFor: Array<CreationOccasion>, mutability: TagMutability, encryption: AmazonEncryption, repositoryPolicy: string | null, lifecyclePolicy: string | null, resourceTags: Array<ResourceTag>, role: string | null, };

/**
 * An address in place of Amazon's own; `{region}` and `{account}` in it are filled in.
 */
export type CustomEndpoint = { api: AmazonApi, address: string, };

/**
 * What is done.
 */
export type Deed = "putTag" | "removeTag" | "deleteImage" | "putManifest" | "putBlob";

/**
 * Deletes a repository with all that it holds. There is no way back.
 */
export type DeleteAmazonRepository = { connection: ConnectionId, repository: string, 
/**
 * Its name, typed.
 */
typed: string, };

/**
 * Deletes what was shown, and nothing else: one that holds another number by now is refused.
 */
export type DeleteRepository = { shown: WholeRepository, 
/**
 * The repository's name, as the person typed it.
 */
typed: string, };

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

export type EncryptionKind = "aes256" | "kms" | "kmsDsse";

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
 * An engine that is installed.
 */
export type EngineLogin = { 
/**
 * Docker or Podman.
 */
engine: Engine, keeper: LoginKeeper, };

/**
 * What could be signed in to the registry of a region, and how.
 */
export type EngineLogins = { 
/**
 * The registry.
 */
host: string, 
/**
 * The engines that are installed here.
 */
engines: Array<EngineLogin>, 
/**
 * The same by hand, for every shell.
 */
commands: Array<LoginCommand>, };

export type EngineSignedIn = { host: string, 
/**
 * Until when the password is good.
 */
until: number, };

/**
 * What a lifecycle policy would save each month.
 */
export type EstimateSaving = { connection: ConnectionId, repository: string, 
/**
 * The policy; `null`: the one that the repository has.
 */
text: string | null, terms: CostTerms, };

/**
 * Something changed. Each says which questions are worth asking again.
 */
export type Event = { "type": "connectionsChanged" } | { "type": "repositoriesChanged", connection: ConnectionId, } | { "type": "imagesChanged", connection: ConnectionId, repository: string, revision: number, } | { "type": "activityChanged", activity: ActivityId, } | { "type": "jobProgress", job: Job, } | { "type": "jobEnded", job: JobId, failure: Failure | null, } | { "type": "copiesChanged" } | { "type": "bookmarksChanged" } | { "type": "settingsChanged" } | { "type": "localRegistryChanged" } | { "type": "pullCacheChanged" } | { "type": "shortNamesChanged" } | { "type": "galleryChanged", revision: number, } | { "type": "listingChanged", reference: string, } | { "type": "gallerySourcesChanged" } | { "type": "signInQuestionsChanged" } | { "type": "scanEnded", connection: ConnectionId, repository: string, digest: string, status: ScanStatus, counts: Array<SeverityCount>, } | { "type": "aliasChanged", connection: ConnectionId, alias: string, status: AliasStatus, } | { "type": "retentionChanged", connection: ConnectionId, repository: string, } | { "type": "retentionRan", connection: ConnectionId, repository: string, run: RetentionRun, } | { "type": "throttled", connection: ConnectionId, operation: string | null, attempt: number, of: number | null, } | { "type": "tagMoved", connection: ConnectionId, repository: string, tag: string, before: string, now: string, } | { "type": "tagsAppeared", connection: ConnectionId, repository: string, tags: Array<string>, count: number, } | { "type": "watchesChanged" } | { "type": "vendorRulesChanged", connection: ConnectionId, } | { "type": "replicationChanged" } | { "type": "everythingChanged" } | { "type": "addressRequested", text: string, };

export type EvictPulled = { images: Array<PulledAt>, };

export type Evicted = { bytes: number, };

/**
 * Pulls of a repository in a month. Inside its region they cost nothing.
 */
export type ExpectedPulls = { repository: string, toInternet: number, toRegions: number, };

/**
 * Writes what a text finds, or all for an empty one, into one file.
 */
export type ExportPack = { text: string, 
/**
 * The file's path; `null` makes one in the person's downloads.
 */
path: string | null, 
/**
 * Whether a file that is there may be replaced: the person was asked.
 */
replaces: boolean, };

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

/**
 * What is wrong with a file and where, from 1.
 */
export type FileProblem = { line: number | null, column: number | null, 
/**
 * Technical, in English.
 */
reason: string, };

/**
 * Asks the registry's own search.
 */
export type FindRepositories = { connection: ConnectionId, text: string, };

/**
 * What came of a test step: the registry's own words, or values that the window puts into words.
 */
export type Finding = { "type": "nothing" } | { "type": "said", text: string, } | { "type": "answered", host: string, } | { "type": "repositories", count: number, more: boolean, } | { "type": "tags", repository: string, count: number, more: boolean, } | { "type": "referrers", image: string, count: number, } | { "type": "noReferrersApi" } | { "type": "open" } | { "type": "noRepository" } | { "type": "noImage" } | { "type": "identity", account: string, arn: string, } | { "type": "region", region: string, repositories: number, more: boolean, };

export type FindingsFormat = "csv" | "json";

/**
 * What a region answered.
 */
export type FoundAmazonRegion = { region: string, 
/**
 * `null`: not known, for the reason beside it.
 */
hasRepositories: boolean | null, problem: Failure | null, };

/**
 * What it found, the best first; `null` where the registry has no search.
 */
export type FoundRepositories = { repositories: Array<FoundRepository> | null, };

/**
 * A repository that a registry's own search found; plain text.
 */
export type FoundRepository = { name: string, description: string | null, public: boolean | null, stars: number | null, };

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
 * How many of what matched have each value. Each is counted without its own part of the filter,
 * so it says what choosing another value would bring.
 */
export type GalleryFacets = { sources: Array<Facet>, kinds: Array<Facet>, systems: Array<Facet>, architectures: Array<Facet>, categories: Array<Facet>, standings: Array<Facet>, 
/**
 * The most frequent alone.
 */
publishers: Array<Facet>, };

/**
 * What the fields of a text ask for; an empty list asks for nothing.
 */
export type GalleryFilter = { publishers: Array<string>, architectures: Array<string>, systems: Array<string>, kinds: Array<string>, sources: Array<string>, categories: Array<string>, 
/**
 * `official`, `verified` or `no`.
 */
standings: Array<string>, updatedSince: number | null, updatedBefore: number | null, leastPulls: number | null, mostPulls: number | null, };

/**
 * One repository that was found.
 */
export type GalleryHit = { card: ListingCard, 
/**
 * `card.alias` with what matched marked.
 */
alias: Array<Piece>, 
/**
 * `card.name` with what matched marked.
 */
name: Array<Piece>, 
/**
 * The piece of its texts that says why it was found.
 */
snippet: GallerySnippet | null, };

/**
 * What the gallery shows before anything is typed.
 */
export type GalleryShelf = { 
/**
 * The last one first.
 */
searches: Array<string>, opened: Array<ListingCard>, bookmarked: Array<ListingCard>, 
/**
 * Listings there are.
 */
listings: number, };

/**
 * A piece of a listing's text.
 */
export type GallerySnippet = { place: SnippetPlace, pieces: Array<Piece>, };

/**
 * The order of hits.
 */
export type GallerySort = "relevance" | "pulls" | "updated" | "name";

/**
 * Where listings come from.
 */
export type GallerySource = { 
/**
 * `ecr-public`, `docker-hub`, `quay`, or a connection's name.
 */
id: string, kind: GallerySourceKind, connection: ConnectionId | null, 
/**
 * Whether it may be asked.
 */
enabled: boolean, 
/**
 * Whether all of it can be fetched; else it answers questions alone.
 */
canHarvest: boolean, listings: number, 
/**
 * Of these, those that no source has confirmed yet.
 */
starter: number, askedAt: number | null, harvestedAt: number | null, harvest: Harvest | null, 
/**
 * Why it did not answer when it was last asked.
 */
problem: Failure | null, };

export type GallerySourceKind = "ecrPublic" | "dockerHub" | "quay" | "connection";

/**
 * A window onto what was found.
 */
export type GalleryWindow = { 
/**
 * Listings that match, exactly.
 */
total: number, 
/**
 * Listings there are.
 */
all: number, 
/**
 * Other spellings, other forms of words or fewer words were let in: next to nothing had just these.
 */
corrected: boolean, offset: number, hits: Array<GalleryHit>, 
/**
 * Counts over all that match, when asked for.
 */
facets: GalleryFacets | null, 
/**
 * What the fields of the text ask for.
 */
understood: GalleryFilter, 
/**
 * The index is being made again; what is shown may lack some.
 */
rebuilding: boolean, 
/**
 * Rises with every change of the index.
 */
revision: number, };

/**
 * What a turn wrote down; plain text, its end where it is long.
 */
export type GarbageLog = { text: string, isCut: boolean, };

export type GarbageSchedule = { 
/**
 * Six fields, seconds first.
 */
cron: string, 
/**
 * Takes images along that no tag names.
 */
deletesUntagged: boolean, };

/**
 * When garbage is collected by itself.
 */
export type GarbageScheduling = { 
/**
 * `null`: never.
 */
schedule: GarbageSchedule | null, next: number | null, };

export type GarbageState = "waiting" | "running" | "done" | "failed" | "stopped" | "unknown";

/**
 * A turn. What the vendor doesn't say is `null`.
 */
export type GarbageTurn = { id: number, state: GarbageState, began: number | null, 
/**
 * When something last changed about it: its end, where it is over.
 */
changed: number | null, isScheduled: boolean, 
/**
 * It only told what it would free.
 */
isDry: boolean, 
/**
 * It took images along that no tag names.
 */
deletesUntagged: boolean, 
/**
 * Bytes that it freed, or would.
 */
freed: number | null, };

/**
 * One turn.
 */
export type GarbageTurnAt = { connection: ConnectionId, id: number, };

/**
 * What one row is.
 */
export type Grouping = "digest" | "tag";

export type HarborFilter = { 
/**
 * `name`, `tag`, `label` or `resource`.
 */
kind: string, 
/**
 * `matches` or `excludes`.
 */
decoration: string | null, values: Array<string>, };

export type HarborImmutable = { disabled: boolean, tags: Array<HarborSelector>, repositories: Array<HarborSelector>, };

/**
 * A registry that Harbor copies from or to.
 */
export type HarborPlace = { id: number, name: string, url: string, kind: string, status: string | null, };

/**
 * What Harbor copies from or to another registry.
 */
export type HarborReplication = { name: string, description: string | null, 
/**
 * `null`: Harbor itself.
 */
source: number | null, 
/**
 * `null`: Harbor itself.
 */
destination: number | null, namespace: string | null, replaceCount: number | null, 
/**
 * `manual`, `scheduled` or `event_based`.
 */
trigger: string, 
/**
 * Cron with six fields.
 */
cron: string | null, filters: Array<HarborFilter>, deletion: boolean, overwrite: boolean, enabled: boolean, speed: number | null, };

/**
 * What stays in a project of Harbor's; what no rule retains is removed.
 */
export type HarborRetention = { rules: Array<HarborRetentionRule>, 
/**
 * Cron with six fields; `null`: by hand alone.
 */
schedule: string | null, };

export type HarborRetentionRule = { 
/**
 * `always`, `latestPushedK`, `latestPulledN`, `nDaysSinceLastPush`, `nDaysSinceLastPull`.
 */
template: string, amount: number | null, disabled: boolean, tags: Array<HarborSelector>, repositories: Array<HarborSelector>, };

export type HarborSelector = { 
/**
 * `matches` or `excludes`, `repoMatches` or `repoExcludes`.
 */
decoration: string, 
/**
 * `**` stands for anything.
 */
pattern: string, 
/**
 * Artifacts without tags are meant too.
 */
untagged: boolean | null, };

/**
 * A fetching of all that a source has, under way or stopped half-way.
 */
export type Harvest = { state: HarvestState, 
/**
 * Listings got.
 */
listings: number, 
/**
 * Questions asked, and how many there will be as far as is known.
 */
asked: number, expected: number | null, askedAMinute: number, secondsLeft: number | null, 
/**
 * The source asked to wait until then.
 */
waitsUntil: number | null, };

export type HarvestState = "running" | "paused";

export type Health = { 
/**
 * The worst first; at most 1,000 of a kind.
 */
findings: Array<HealthFinding>, 
/**
 * How many there are of each kind, also beyond those.
 */
counts: HealthCounts, known: HealthKnown, 
/**
 * What the registry last said of its pull quota; `null` where it has none or never said.
 */
quota: PullQuota | null, };

/**
 * How a container's health is asked for. Durations are nanoseconds, as Docker keeps them.
 */
export type HealthCheck = { test: Array<string>, interval: number | null, timeout: number | null, startPeriod: number | null, retries: number | null, };

export type HealthCounts = { contentGone: number, brokenIndex: number, danglingReferrer: number, unpulled: number, noTags: number, nearLimit: number, };

/**
 * Something that is wrong, or of no use any more. What to do about it is a change that is previewed
 * like any other.
 */
export type HealthFinding = { "type": "contentGone", repository: string, tag: string, digest: string, } | { "type": "brokenIndex", repository: string, digest: string, tags: Array<string>, missing: Array<string>, } | { "type": "danglingReferrer", repository: string, digest: string, tags: Array<string>, subject: string, certain: boolean, } | { "type": "unpulled", repository: string, digest: string, tags: Array<string>, since: number, never: boolean, } | { "type": "noTags", repository: string, images: number | null, } | { "type": "nearLimit", limit: HealthLimit, about: string, used: number, most: number, };

/**
 * How much of the registry these findings know.
 */
export type HealthKnown = { repositories: number, 
/**
 * Repositories whose tags were never listed: nothing is found in them.
 */
unlisted: number, images: number, 
/**
 * Images whose manifest was never read: what they need is not known.
 */
unread: number, 
/**
 * The registry tells when images were pulled.
 */
tellsPulls: boolean, 
/**
 * When what is oldest of it was listed.
 */
oldest: number | null, };

/**
 * What there may be only so many of.
 */
export type HealthLimit = "repositories" | "images" | "tagsOfImage";

/**
 * Why it happened and what to do, as something the window has words and perhaps a button for.
 */
export type Hint = { "type": "hostNotFound", host: string, } | { "type": "connectionRefused", host: string, } | { "type": "timedOut", host: string, } | { "type": "notARegistry", host: string, } | { "type": "untrustedCertificate", host: string, reason: string, } | { "type": "plainHttp", host: string, } | { "type": "privateAddress", host: string, } | { "type": "realmElsewhere", host: string, } | { "type": "pointsElsewhere", host: string, } | { "type": "tooManyRedirects", host: string, } | { "type": "endlessPages", host: string, } | { "type": "serverFault", host: string, status: number, } | { "type": "proxyFailed", proxy: string, } | { "type": "wrongPassword", host: string, } | { "type": "noCredentials", host: string, } | { "type": "missingPermission", host: string, scope: string, } | { "type": "helperMissing", name: string, } | { "type": "helperFailed", name: string, } | { "type": "credentialFileDamaged", path: string, } | { "type": "engineLoginFailed", engine: string, said: string, } | { "type": "engineMissing", engine: string, } | { "type": "keyringLocked" } | { "type": "keyringAbsent" } | { "type": "actionMissing", action: string, statement: string, } | { "type": "signInExpired", what: string, } | { "type": "signInCancelled" } | { "type": "wrongCode", device: string, } | { "type": "regionOff", region: string, } | { "type": "clockSkew", seconds: number | null, } | { "type": "tagImmutable", tag: string, } | { "type": "imageLocked", digest: string, } | { "type": "ruleRefused", said: string, } | { "type": "insideIndexes", indexes: Array<string>, } | { "type": "imageArchived" } | { "type": "repositoryNotEmpty" } | { "type": "logoNotFetched" } | { "type": "repositoryExists" } | { "type": "limitReached", said: string, } | { "type": "profileUnusable", profile: string, reason: string, } | { "type": "deletionSwitchedOff", setting: string | null, } | { "type": "tagDeletionUnsupported" } | { "type": "catalogNotOffered" } | { "type": "readOnlyRelic" } | { "type": "manifestTooLarge", limit: number, } | { "type": "digestMismatch", asked: string, got: string, } | { "type": "manifestRefused", reason: string, } | { "type": "formRefused", what: string, } | { "type": "blobsMissing", digests: Array<string>, } | { "type": "indexOfItself", digest: string, } | { "type": "nameInvalid", name: string, } | { "type": "tagInvalid", name: string, } | { "type": "tagExists", tag: string, } | { "type": "sourceSwitchedOff", source: string, } | { "type": "sourceUnreadable", source: string, reason: string, } | { "type": "galleryRebuilding" } | { "type": "notAPack" } | { "type": "packTruncated" } | { "type": "packAltered" } | { "type": "packTooLarge" } | { "type": "packUnreadable" } | { "type": "packNewer" } | { "type": "imageFile", path: string, problem: ImageFileProblem, what: string, } | { "type": "engineAbsent", path: string, } | { "type": "engineDenied", path: string, } | { "type": "engineRefused", reason: string, } | { "type": "shortNameFileDamaged", path: string, line: number | null, column: number | null, reason: string, } | { "type": "shortNameFileReadOnly", path: string, } | { "type": "shortNameFileNotRead", path: string, } | { "type": "shortNameChangedSince", name: string, path: string, } | { "type": "planUsed" } | { "type": "planExpired" } | { "type": "registryChanged", what: Array<string>, } | { "type": "nameNotTyped" } | { "type": "connectionReadOnly" } | { "type": "undoExpired" } | { "type": "nothingToUndo" } | { "type": "alreadyRunning" } | { "type": "diskFull", path: string, } | { "type": "diskReadOnly", path: string, } | { "type": "databaseDamaged", keptAs: string, } | { "type": "databaseNewer", found: number, known: number, } | { "type": "settingsDamaged", keptAs: string, } | { "type": "portTaken", port: number, } | { "type": "localRegistryStopped" } | { "type": "registryFolderBusy", path: string, };

/**
 * One of the hosts of a connection: `prefix/name` here is `host/name` everywhere else. Where `prefix` is
 * empty, every name here comes after `host` (a public registry's host and alias).
 */
export type HostOfPath = { prefix: string, host: string, };

export type IdentityCenterAccount = { id: string, name: string | null, email: string | null, roles: Array<string>, };

/**
 * Where one signs in to Identity Center.
 */
export type IdentityCenterAt = { startUrl: string, region: string, };

/**
 * A sign-in to Identity Center that was made.
 */
export type IdentityCenterSignedIn = { expires: number, accounts: Array<IdentityCenterAccount>, };

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
 * One image of a repository, by its digest.
 */
export type ImageAt = { connection: ConnectionId, repository: string, digest: string, };

/**
 * A column one can sort by. Tags sort as versions; unknown values come last either way.
 */
export type ImageColumn = "tag" | "digest" | "platforms" | "size" | "created" | "kind" | "age" | "pushed" | "pulled" | "expires" | "scan" | "storage" | "signing" | "replication";

/**
 * How a container of the image is run.
 */
export type ImageConfig = { platform: string | null, created: number | null, author: string | null, user: string | null, workingDirectory: string | null, entrypoint: Array<string>, command: Array<string>, environment: Array<Pair>, ports: Array<string>, volumes: Array<string>, labels: Array<Pair>, stopSignal: string | null, healthCheck: HealthCheck | null, };

/**
 * What is inside a plain image or artifact.
 */
export type ImageContent = { config: ImageConfig | null, steps: Array<BuildStep>, layers: Array<Layer>, };

export type ImageCost = { digest: string, tags: Array<string>, storage: StorageClass | null, 
/**
 * Everything it consists of.
 */
bytes: number | null, 
/**
 * What no other image has: what deleting it alone would free.
 */
onlyIts: number | null, 
/**
 * Its part: of what several images have, each bears as much as the others.
 */
cost: number | null, 
/**
 * Its layers are not read, so it counts whole.
 */
whole: boolean, };

/**
 * A date of an image.
 */
export type ImageDate = "created" | "pushed" | "pulled";

export type ImageFailure = { digest: string, failure: Failure, };

/**
 * Images in a file or folder.
 */
export type ImageFile = { path: string, form: ImageFileForm, images: Array<ImageInFile>, };

/**
 * How images are written to files.
 */
export type ImageFileForm = "folder" | "ociArchive" | "dockerArchive";

/**
 * Why a file can't be read as images, or not be written.
 */
export type ImageFileProblem = "notThere" | "unknownForm" | "compressed" | "hostile" | "damaged" | "tooMuch" | "exists" | "unfinished" | "noImage" | "refused";

/**
 * Which rows are wanted; an empty filter wants all.
 */
export type ImageFilter = { 
/**
 * Contained in a tag or the digest, whatever the case.
 */
text: string, platform: string | null, kind: ImageKind | null, 
/**
 * Which date the next two are about.
 */
date: ImageDate, 
/**
 * At most so many days ago.
 */
newerThanDays: number | null, 
/**
 * At least so many days ago. What was never pulled counts from when it was pushed.
 */
olderThanDays: number | null, 
/**
 * A scan found something at least as bad.
 */
severity: Severity | null, storage: StorageClass | null, };

/**
 * An image of a file under one of its names.
 */
export type ImageInFile = { 
/**
 * As it is written there: a whole name, or a tag alone.
 */
name: string | null, 
/**
 * The tag of that name.
 */
tag: string | null, digest: string, bytes: number, 
/**
 * `os/architecture[/variant]`.
 */
platforms: Array<string>, };

/**
 * What an image is.
 */
export type ImageKind = "image" | "index" | "helmChart" | "sbom" | "signature" | "attestation" | "artifact" | "relic";

/**
 * A label; plain text.
 */
export type ImageLabel = { label: LabelName, 
/**
 * `#rrggbb`.
 */
color: string | null, description: string | null, 
/**
 * It came with the image and stays.
 */
fixed: boolean, };

export type ImageLabels = { onIt: Array<ImageLabel>, 
/**
 * All that there are to choose from; `null` where one is written freely.
 */
choice: Array<ImageLabel> | null, };

/**
 * The labels that a registry keeps of an image; `null` where it keeps none.
 */
export type ImageLabelsTold = { labels: ImageLabels | null, };

export type ImagePackage = { name: string, 
/**
 * `deb`, `npm`, as package URLs name it.
 */
ecosystem: string | null, version: string | null, };

/**
 * What ECR does with an image by itself.
 */
export type ImageProgress = { 
/**
 * `null` where it could not be read.
 */
replication: Array<ReplicatedTo> | null, signing: Array<SignedBy> | null, 
/**
 * Why not all could be read.
 */
problems: Array<Failure>, };

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
size: number | null, created: number | null, pushed: number | null, 
/**
 * As exactly as the registry keeps it.
 */
pulled: number | null, 
/**
 * When the registry removes the first of the row's tags by itself.
 */
expires: number | null, scan: ScanSummary | null, storage: StorageClass | null, 
/**
 * Who signs it of the registry's own; empty: nobody. `null`: not looked up.
 */
signing: Array<SignedBy> | null, 
/**
 * Where the registry copies it; empty: nowhere. `null`: not looked up.
 */
replication: Array<ReplicatedTo> | null, 
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
 * Something that is set of an image or a tag.
 */
export type ImageSetting = { "type": "expiration", tag: string, at: number | null, } | { "type": "label", digest: string, label: LabelName, on: boolean, };

/**
 * The order of rows; ties are broken by tag in version order.
 */
export type ImageSort = { column: ImageColumn, descending: boolean, };

export type ImageUse = { digest: string, tags: Array<string>, 
/**
 * Everything it consists of, of all platforms for an index.
 */
bytes: number | null, 
/**
 * What no other image has: what deleting it alone would free.
 */
onlyIts: number | null, 
/**
 * Its layers are not read, so it counts whole.
 */
whole: boolean, };

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
 * Of all rows, those without a tag.
 */
untagged: number, 
/**
 * Of all rows, those whose details are known.
 */
known: number, offset: number, rows: Array<ImageRow>, platforms: Array<Facet>, kinds: Array<KindFacet>, 
/**
 * The columns that only this registry itself fills: without them they are not shown.
 */
tells: Array<ImageColumn>, 
/**
 * When the tags were last listed.
 */
observedAt: number | null, refreshing: boolean, 
/**
 * Why what is shown is not fresh or not whole.
 */
problem: Failure | null, 
/**
 * What is not looked up for rows in view, because an action is denied.
 */
denied: Array<Failure>, 
/**
 * Rises with every change of what is shown.
 */
revision: number, };

/**
 * Reads a pack, checks all of it, and takes in its listings or none.
 */
export type ImportPack = { path: string, };

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

export type JobKind = "change" | "undo" | "loadDetails" | "refresh" | "samples" | "freeSpace" | "harvest" | "exportPack" | "importPack" | "lookIntoAll" | "copy" | "replicate" | "lookAhead";

/**
 * A type of JSON that a member must have.
 */
export type JsonExpected = "object" | "list" | "text" | "wholeNumber" | "textOrList" | "principals" | "statements";

/**
 * Keeps rules for a repository, or forgets them.
 */
export type KeepRetention = { connection: ConnectionId, repository: string, 
/**
 * `null`: forgets them, with their schedule.
 */
text: string | null, schedule: RetentionSchedule | null, };

/**
 * A search worth coming back to: one whose hit was opened.
 */
export type KeepSearch = { text: string, };

/**
 * The rules that are kept for a repository.
 */
export type KeptRetention = { 
/**
 * `null`: none.
 */
text: string | null, schedule: RetentionSchedule | null, 
/**
 * When they are carried out next by themselves.
 */
next: number | null, last: RetentionRun | null, };

export type KeyringState = "available" | "locked" | "absent";

/**
 * How many images of a kind there are.
 */
export type KindFacet = { kind: ImageKind, count: number, };

/**
 * A rule with how it does.
 */
export type KnownCopyRule = { rule: CopyRule, 
/**
 * When it has its next turn by itself.
 */
next: number | null, last: ReplicationRun | null, 
/**
 * It has its turn now, under this job.
 */
running: JobId | null, done: number, pending: number, failed: number, 
/**
 * What is wrong with it by now.
 */
complaints: Array<CopyRuleProblem>, };

export type KnownPullRule = { rule: PullRule, 
/**
 * `null` where the connection is gone.
 */
connectionName: string | null, repositories: number, images: number, bytes: number, trouble: PullTrouble | null, };

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

/**
 * An upstream, and what a rule for it needs.
 */
export type KnownUpstream = { upstream: CacheUpstream, 
/**
 * Its address, or how that ends where it begins with a point.
 */
address: string, needsCredential: boolean, 
/**
 * Other accounts' registries of Amazon need a role.
 */
takesRole: boolean, };

/**
 * A watch, with what is known of it.
 */
export type KnownWatch = { watch: Watch, 
/**
 * `null` where the connection is gone.
 */
connectionName: string | null, 
/**
 * When it was last looked at since the program started.
 */
lookedAt: number | null, 
/**
 * Why it could not be looked at.
 */
problem: string | null, };

/**
 * What a label is known by.
 */
export type LabelName = { name: string, 
/**
 * `null` where labels have none.
 */
value: string | null, scope: LabelScope, };

/**
 * Whose a label is.
 */
export type LabelScope = "image" | "project" | "registry";

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
 * ECR's own preview of a policy.
 */
export type LifecycleByEcr = { expire: number, archive: number, 
/**
 * Digests about which it differs from the preview made here.
 */
differences: Array<string>, };

export type LifecycleCheck = { 
/**
 * As much as was understood, in the order of the text.
 */
rules: Array<LifecycleRule>, 
/**
 * What ECR would refuse.
 */
complaints: Array<LifecycleComplaint>, 
/**
 * What does other than it seems.
 */
doubts: Array<LifecycleComplaint>, 
/**
 * `null` while there are complaints.
 */
preview: LifecyclePreview | null, };

export type LifecycleComplaint = { 
/**
 * The rule's place in the text, from 0.
 */
rule: number | null, 
/**
 * The member, as a JSON path.
 */
path: string, problem: LifecycleProblem, };

export type LifecycleImage = { digest: string, tags: Array<string>, pushed: number, verdict: LifecycleVerdict, };

/**
 * What a policy means for the images of a repository.
 */
export type LifecyclePreview = { expire: number, archive: number, stay: number, 
/**
 * Those that go first; at most 500.
 */
images: Array<LifecycleImage>, };

/**
 * What ECR would refuse of a lifecycle policy, or what does other than it seems.
 */
export type LifecycleProblem = { "type": "syntax", line: number, column: number, met: string, } | { "type": "missing" } | { "type": "wrongType", expected: JsonExpected, } | { "type": "notOneOf", found: string, words: Array<string>, } | { "type": "textLength", has: number, least: number, most: number, } | { "type": "noRules" } | { "type": "tooManyRules", has: number, most: number, } | { "type": "numberOutOfRange" } | { "type": "duplicatePriority", other: number, } | { "type": "listMissing" } | { "type": "bothLists" } | { "type": "listUnwanted" } | { "type": "emptyList" } | { "type": "emptyEntry" } | { "type": "tooManyWildcards", has: number, most: number, } | { "type": "unitUnwanted" } | { "type": "unitMissing" } | { "type": "pulledOnlyTransitions" } | { "type": "transitionedOnlyExpires" } | { "type": "archiveNeeded" } | { "type": "archiveUnwanted" } | { "type": "archivedTooShortly", least: number, } | { "type": "targetMissing" } | { "type": "targetNotArchive" } | { "type": "targetUnwanted" } | { "type": "anyNotLast", last: number, } | { "type": "duplicateTags", other: number, } | { "type": "duplicateUntagged", other: number, } | { "type": "unknownMember" } | { "type": "null" } | { "type": "wildcardInPrefix" } | { "type": "neverMatches" } | { "type": "shadowed", by: number, };

/**
 * A rule as written, in the document's own words; every member may be absent.
 */
export type LifecycleRule = { priority: number | null, description: string | null, tagStatus: string | null, tagPatterns: Array<string> | null, tagPrefixes: Array<string> | null, storageClass: string | null, countType: string | null, countUnit: string | null, countNumber: number | null, action: string | null, target: string | null, };

/**
 * `null` amounts: the prices are not known, or there is no policy that could be used.
 */
export type LifecycleSaving = { currency: string, saving: Saving | null, };

/**
 * What a lifecycle policy means for one image. Rules are named by their priority.
 */
export type LifecycleVerdict = { "type": "taken", rule: number, archive: boolean, } | { "type": "follows", rule: number, archive: boolean, subject: string, } | { "type": "kept", rule: number, place: number, keeps: number, } | { "type": "tooYoung", rule: number, days: number, } | { "type": "shielded", by: number, from: number, } | { "type": "childOf", index: string, } | { "type": "followsSubject", subject: string, } | { "type": "restoring" } | { "type": "timeUnknown", rule: number, } | { "type": "noRule" };

/**
 * A window onto activities, newest first.
 */
export type ListActivities = { connection: ConnectionId | null, offset: number, limit: number, };

/**
 * Asks what was done in a repository, or to one of its images. It covers 90 days and may be a quarter
 * of an hour behind.
 */
export type ListAmazonEvents = { connection: ConnectionId, repository: string, 
/**
 * Of one image alone: events that name its digest or a tag that points to it now.
 */
digest: string | null, 
/**
 * Where to go on; `null` at the newest.
 */
cursor: string | null, };

/**
 * The parts directly below `path` in the tree of repositories; an empty path is the top.
 */
export type ListBranches = { connection: ConnectionId, path: string, };

/**
 * Asks for a page of the turns that the collection had, newest first.
 */
export type ListCollections = { connection: ConnectionId, 
/**
 * Where the page before ended; `null` for the first one.
 */
cursor: string | null, };

export type ListHistory = { filter: string, limit: number, };

/**
 * A window onto a repository's images. Asking also fetches, behind, what the window's rows lack.
 */
export type ListImages = { connection: ConnectionId, repository: string, grouping: Grouping, sort: ImageSort, filter: ImageFilter, offset: number, limit: number, };

/**
 * A window onto a listed repository's tags. The first question asks the source; until it has
 * answered, `refreshing` is true.
 */
export type ListListingTags = { reference: string, 
/**
 * Contained in the tag or the digest.
 */
filter: string, sort: ListingTagSort, offset: number, limit: number, };

/**
 * Asks which actions a policy can name with effect.
 */
export type ListPermissionActions = { scope: PolicyScope, };

/**
 * The commands that pull an image.
 */
export type ListPullCommands = { connection: ConnectionId, repository: string, 
/**
 * A tag or a digest.
 */
selector: string, platform: string | null, kind: ImageKind | null, };

export type ListPulled = { prefix: string, };

/**
 * The commands that push an image, for a repository or, without one, for a new one.
 */
export type ListPushCommands = { connection: ConnectionId, repository: string | null, shell: Shell, };

/**
 * A window onto what a rule brings.
 */
export type ListReplicated = { rule: string, 
/**
 * Only in this state.
 */
state: ReplicatedState | null, 
/**
 * Only where the repository or tag contains this.
 */
filter: string, offset: number, limit: number, };

/**
 * A window onto the repositories whose names contain `filter`.
 */
export type ListRepositories = { connection: ConnectionId, filter: string, 
/**
 * Only those with this mark of the person's at the registry.
 */
marked: RepositoryMark | null, sort: RepositorySort, offset: number, limit: number, };

/**
 * Asks for the robots of a scope, all of them.
 */
export type ListRobots = { at: ScopeAt, };

/**
 * How to use an image or chart of a connection.
 */
export type ListSnippets = { connection: ConnectionId, repository: string, 
/**
 * A tag or a digest.
 */
selector: string, 
/**
 * `linux/arm64`; `null` leaves it to whoever runs it.
 */
platform: string | null, 
/**
 * What it is, where that is known.
 */
kind: ImageKind | null, };

/**
 * A pull-through cache rule by its prefix.
 */
export type ListedCacheRule = { prefix: string, rule: CacheRule, created: number | null, updated: number | null, };

/**
 * A creation template by its prefix; `ROOT` is all that no other fits.
 */
export type ListedTemplate = { prefix: string, template: CreationTemplate, };

/**
 * One repository of the gallery, by `host/alias/name` without a tag.
 */
export type ListingAt = { reference: string, };

/**
 * What is shown of a repository in a list. Strangers wrote its texts.
 */
export type ListingCard = { 
/**
 * `public.ecr.aws/nginx/nginx`: what it is known by.
 */
reference: string, 
/**
 * `ecr-public`, `docker-hub`, `quay`, or a connection's name.
 */
source: string, 
/**
 * Other sources that list it, too.
 */
also: Array<string>, 
/**
 * The connection it was seen through, if it is of one's own.
 */
connection: ConnectionId | null, host: string, 
/**
 * The publisher's part of the path; empty where there is none.
 */
alias: string, name: string, displayName: string, publisher: string, description: string, 
/**
 * `image`, `chart`, or another kind of artifact.
 */
kind: string, systems: Array<string>, architectures: Array<string>, categories: Array<string>, standing: Standing, pulls: number | null, stars: number | null, updated: number | null, 
/**
 * Shipped with the program, and not yet refreshed by a source.
 */
starter: boolean, bookmarked: boolean, 
/**
 * It has a logo to ask for.
 */
hasLogo: boolean, };

/**
 * A place outside that belongs to a repository: its site, its source, its page at the registry.
 */
export type ListingLink = { 
/**
 * `registry`, `website`, `source`, or the words of who wrote it.
 */
label: string, 
/**
 * http or https.
 */
url: string, };

/**
 * A repository's page.
 */
export type ListingPage = { card: ListingCard, 
/**
 * Markdown made HTML and sanitised: elements of an allow-list, no images, links of http, https and
 * mailto alone.
 */
about: string | null, 
/**
 * The same.
 */
usage: string | null, created: number | null, links: Array<ListingLink>, 
/**
 * When a source last said something about it; `null` for starter data.
 */
observedAt: number | null, refreshing: boolean, 
/**
 * Why what is shown is not fresh.
 */
problem: Failure | null, };

/**
 * One tag of a listed repository.
 */
export type ListingTag = { tag: string, digest: string | null, 
/**
 * Compressed bytes; of an index over its platforms.
 */
size: number | null, platforms: Array<string>, created: number | null, };

export type ListingTagColumn = "tag" | "size" | "created";

/**
 * The order of tags; unknown values come last either way.
 */
export type ListingTagSort = { column: ListingTagColumn, descending: boolean, };

/**
 * A window onto tags.
 */
export type ListingTagWindow = { total: number, all: number, offset: number, rows: Array<ListingTag>, 
/**
 * The registry has more than were asked for; `filter` searches only those that are here.
 */
more: boolean, observedAt: number | null, refreshing: boolean, problem: Failure | null, revision: number, };

/**
 * What to type and to write to use it.
 */
export type ListingUses = { pull: Array<EngineCommand>, snippets: Array<UseSnippet>, };

/**
 * A container engine of this computer that answers, or that this user may not use.
 */
export type LocalEngine = { name: string, socket: string, images: Array<LocalImage>, 
/**
 * Why it does not say what it has.
 */
failure: Failure | null, };

/**
 * An image that an engine has, under one of its names.
 */
export type LocalImage = { name: string | null, 
/**
 * What the engine knows it by.
 */
id: string, 
/**
 * Unpacked.
 */
bytes: number, created: number, };

export type LocalRegistryStatus = { connection: ConnectionId, running: boolean, 
/**
 * `localhost:PORT`.
 */
address: string, folder: string, 
/**
 * The user name when a password is wanted.
 */
user: string | null, repositories: number, bytes: number, problem: Failure | null, };

/**
 * What may be done to something of Azure's.
 */
export type LockedAttributes = { write: boolean, delete: boolean, list: boolean, read: boolean, };

/**
 * The locks on a repository, and on a tag and a manifest of it where they are named.
 */
export type LocksAt = { connection: ConnectionId, repository: string, tag: string | null, digest: string | null, };

/**
 * What is wanted of a log; `null` is everything.
 */
export type LogFilter = { 
/**
 * The whole name of who did it.
 */
actor: string | null, 
/**
 * The vendor's word for what was done.
 */
deed: string | null, 
/**
 * Not before then.
 */
since: number | null, };

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/**
 * What the many words of vendors come to.
 */
export type LogMeaning = "pulled" | "pushed" | "tagged" | "created" | "changed" | "deleted" | "signedIn" | "signedOut";

export type LogPage = { rows: Array<LogRow>, next: string | null, 
/**
 * How far back the log is read as it was asked for; `null`: to its beginning.
 */
reachesBackTo: number | null, };

/**
 * Something that was done. What the vendor doesn't say is `null`.
 */
export type LogRow = { at: number | null, actor: string | null, 
/**
 * The vendor's word.
 */
deed: string, meaning: LogMeaning | null, repository: string | null, 
/**
 * A tag or digest of it.
 */
selector: string | null, 
/**
 * What else it was done to.
 */
about: string | null, 
/**
 * The address it was asked from.
 */
source: string | null, worked: boolean | null, 
/**
 * The vendor's sentence about it.
 */
said: string | null, };

/**
 * What to type.
 */
export type LoginCommand = { engine: Engine, shell: Shell, text: string, };

/**
 * Where an engine keeps a sign-in.
 */
export type LoginKeeper = { "type": "helper", name: string, } | { "type": "amazon" } | { "type": "file", path: string, };

/**
 * A small picture made by Portolan from what the publisher offers.
 */
export type Logo = { 
/**
 * `data:image/png;base64,…`; `null` where there is none.
 */
url: string | null, };

/**
 * What becomes of the logo.
 */
export type LogoChange = { "type": "keep" } | { "type": "remove" } | { "type": "replace", path: string, };

export type LogoCheck = { 
/**
 * A `data:` URL, where it is a PNG.
 */
url: string | null, width: number | null, height: number | null, bytes: number, 
/**
 * What Amazon would refuse.
 */
problems: Array<LogoProblem>, };

/**
 * What a change did to the logo, and what an undo does to it.
 */
export type LogoFate = "untouched" | "added" | "replaced" | "lost";

/**
 * A picture that somebody chose.
 */
export type LogoFile = { path: string, };

/**
 * What of a picture Amazon would refuse.
 */
export type LogoProblem = { "type": "notPng" } | { "type": "tooManyBytes", most: number, } | { "type": "side", least: number, most: number, };

/**
 * Images that are in view now. What their registry does with them by itself (scanning, signing, copying)
 * is looked up behind, a few at a time, unless that was done lately; rows then have it.
 */
export type LookAfterImages = { connection: ConnectionId, repository: string, 
/**
 * At most 200.
 */
digests: Array<string>, };

/**
 * Asks the upstreams now; for all that is kept where no images are named.
 */
export type LookForNewer = { images: Array<PulledAt> | null, };

/**
 * Lists what was never listed and reads what was never read, as a job.
 */
export type LookIntoAll = { connection: ConnectionId, };

/**
 * Asks what is in a file or folder.
 */
export type LookIntoFile = { 
/**
 * An absolute path.
 */
path: string, };

/**
 * How manifests are written.
 */
export type ManifestForm = "oci" | "docker";

export type Markdown = { text: string, };

export type MarkdownPreview = { 
/**
 * As the gallery's pages show it; `null` where there is nothing to show.
 */
html: string | null, };

/**
 * The tags that an expression of Docker Hub's is for.
 */
export type MatchingTags = { of: RepositoryAt, expression: string, };

export type NewerFound = { asked: number, moved: Array<PulledAt>, missing: Array<PulledAt>, failed: Array<PulledAt>, 
/**
 * Why the first of them failed.
 */
said: string | null, };

/**
 * Why ECR can't say what rules say.
 */
export type NotInEcr = { "type": "expressions" } | { "type": "exclusions" } | { "type": "versions" } | { "type": "created" } | { "type": "orderedByBuild" } | { "type": "tags" } | { "type": "inUse" } | { "type": "refused", problem: LifecycleProblem, };

/**
 * A request or reply without content.
 */
export type Nothing = Record<symbol, never>;

/**
 * What a vendor can offer.
 */
export type OfferName = "log" | "robots" | "garbageCollection" | "retention" | "immutability" | "replication";

/**
 * To what of a registry something applies.
 */
export type OfferScope = { "type": "registry" } | { "type": "namespace", name: string, } | { "type": "repository", repository: string, };

/**
 * Opens an image by tag or digest.
 */
export type OpenImage = { connection: ConnectionId, repository: string, selector: string, };

/**
 * Opens a place outside of the program with what the system opens such places with, because a
 * person pressed a link to it. The window itself goes nowhere.
 */
export type OpenLink = { 
/**
 * http, https or mailto; anything else is refused.
 */
url: string, };

/**
 * What would be done for one repository at one destination.
 */
export type OutlookPlace = { repository: string, connection: ConnectionId, 
/**
 * What the repository is called there.
 */
place: string, 
/**
 * Tags that would be put; at most 20.
 */
tags: Array<string>, copies: number, same: number, overwritten: number, 
/**
 * Tags that would be deleted.
 */
deletions: Array<string>, heldBack: number, bytes: number, failure: Failure | null, };

/**
 * A pack being written.
 */
export type PackExport = { job: JobId, path: string, listings: number, };

export type PackageComparison = { 
/**
 * `null` where no list is attached that can be read.
 */
before: AttachedPackages | null, now: AttachedPackages | null, added: Array<ImagePackage>, removed: Array<ImagePackage>, changed: Array<ChangedPackage>, 
/**
 * Packages that are the same.
 */
same: number, 
/**
 * Why a list that is attached could not be read.
 */
problem: Failure | null, };

export type PackageFormat = "spdx" | "cycloneDx";

/**
 * A name and its value: a label, an annotation, an environment variable.
 */
export type Pair = { name: string, value: string, };

export type PermissionAbility = { deed: PermissionDeed, 
/**
 * Its actions that are there.
 */
has: Array<string>, 
/**
 * Those that are not: with any of them missing it is not whole.
 */
lacks: Array<string>, };

/**
 * What somebody may do, or may not, under the same conditions.
 */
export type PermissionAccess = { subject: PermissionSubject, allows: boolean, abilities: Array<PermissionAbility>, 
/**
 * All must hold.
 */
conditions: Array<PermissionCondition>, 
/**
 * The statements that say so, from 0.
 */
statements: Array<number>, 
/**
 * Statements that take some of it under conditions of their own.
 */
limitedBy: Array<number>, };

/**
 * The actions of a deed, as a policy writes them.
 */
export type PermissionActions = { deed: PermissionDeed, actions: Array<string>, };

/**
 * What a condition is about.
 */
export type PermissionCircumstance = "organization" | "caller" | "source" | "network" | "transport" | "time" | "other";

export type PermissionComplaint = { 
/**
 * The statement's place in the text, from 0.
 */
statement: number | null, 
/**
 * The member, as a JSON path.
 */
path: string, problem: PermissionProblem, };

export type PermissionCondition = { about: PermissionCircumstance, operator: string, key: string, 
/**
 * One of them is enough.
 */
values: Array<string>, };

/**
 * What a policy does that its writer may not have meant.
 */
export type PermissionDanger = { "type": "everyone", deeds: Array<PermissionDeed>, } | { "type": "everyAction" } | { "type": "everyoneBut" } | { "type": "denyEveryoneBut" } | { "type": "everyActionBut" } | { "type": "productForAnybody", product: string, } | { "type": "lockout" } | { "type": "deleted", id: string, } | { "type": "noEffect", actions: Array<string>, } | { "type": "resourceUnneeded" } | { "type": "oldLanguage" };

/**
 * What a person would call it.
 */
export type PermissionDeed = "look" | "pull" | "push" | "delete" | "manage" | "create" | "replicate" | "import";

/**
 * What is wrong with a policy of permissions.
 */
export type PermissionProblem = { "type": "syntax", line: number, column: number, met: string, } | { "type": "textLength", has: number, most: number, } | { "type": "missing" } | { "type": "wrongType", expected: JsonExpected, } | { "type": "notOneOf", found: string, words: Array<string>, } | { "type": "unknownMember" } | { "type": "empty" } | { "type": "both", other: string, } | { "type": "duplicateSid", other: number, } | { "type": "wildcardInPrincipal" } | { "type": "noPrincipal" } | { "type": "foreignAction", prefix: string, } | { "type": "unknownAction", nearest: string | null, } | { "type": "notForRegistries" } | { "type": "unknownOperator" } | { "type": "foreignResource" };

/**
 * A ready statement, with what it has to be told. Principals are accounts' twelve digits or ARNs.
 */
export type PermissionSample = { "type": "crossAccountPull", accounts: Array<string>, } | { "type": "push", principals: Array<string>, } | { "type": "lambdaPull", account: string, } | { "type": "organizationPull", organization: string, } | { "type": "readOnly", principals: Array<string>, } | { "type": "replication", source: string, } | { "type": "pullThroughCache", principals: Array<string>, prefix: string, };

/**
 * Whom a policy speaks of.
 */
export type PermissionSubject = { "type": "one", principal: PolicyPrincipal, } | { "type": "allBut", principals: Array<PolicyPrincipal>, };

export type PermissionWarning = { 
/**
 * The statement's place in the text, from 0.
 */
statement: number | null, danger: PermissionDanger, };

export type PermissionsCheck = { 
/**
 * What ECR would refuse.
 */
complaints: Array<PermissionComplaint>, 
/**
 * What may not be meant, of the statements that were understood.
 */
warnings: Array<PermissionWarning>, 
/**
 * Who may do what by those, and who may not.
 */
access: Array<PermissionAccess>, };

/**
 * A run of text.
 */
export type Piece = { text: string, marked: boolean, };

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
before: string | null, kind: ImageKind | null, 
/**
 * Compressed bytes of its config and layers, as in the list of images.
 */
size: number | null, };

/**
 * What a plan is for.
 */
export type PlanPurpose = { "type": "change", change: Change, } | { "type": "undo", activity: ActivityId, } | { "type": "resume", activity: ActivityId, };

/**
 * Something to know before confirming.
 */
export type PlanWarning = { "type": "workaround", method: RemovalMethod, } | { "type": "tagMoves", tag: string, from: string, } | { "type": "indexesBreak", count: number, } | { "type": "notAllKnown", unknown: number, } | { "type": "production" } | { "type": "mayBeCollected" } | { "type": "noLongerRestorable", until: number, };

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
 * Who that is.
 */
export type PolicyPrincipal = { "type": "everyone" } | { "type": "account", account: string, } | { "type": "role", account: string, name: string, } | { "type": "user", account: string, name: string, } | { "type": "session", account: string, name: string, } | { "type": "product", host: string, } | { "type": "federated", provider: string, } | { "type": "canonicalUser", id: string, } | { "type": "deleted", id: string, };

/**
 * What a policy is attached to, which decides what it may say.
 */
export type PolicyScope = "repository" | "registry" | "registrySecondVersion" | "publicRepository";

/**
 * A policy's text.
 */
export type PolicyText = { text: string, };

/**
 * Whether the registry has something.
 */
export type Presence = "present" | "missing" | "unknown";

/**
 * Asks what a change would do.
 */
export type PreviewChange = { connection: ConnectionId, change: Change, };

/**
 * Asks what a copy would do.
 */
export type PreviewCopy = { source: CopyPlace, destination: CopyPlace, 
/**
 * Which images; none means every tag of the repository, under the same names.
 */
images: Array<CopyWanted>, 
/**
 * `os/architecture[/variant]` of those that are taken from an index; none means all.
 */
platforms: Array<string>, 
/**
 * Signatures, attestations and SBOMs come along.
 */
referrers: boolean, conversion: CopyConversion, };

/**
 * The prices in use.
 */
export type PriceList = { 
/**
 * Where a person's own list is, or would be.
 */
path: string, 
/**
 * Whether there is one.
 */
own: boolean, 
/**
 * Why it can't be used; then those that come along are.
 */
problem: string | null, currency: string, 
/**
 * The day on which they were looked up.
 */
asOf: string, source: string, };

export type ProgressState = "running" | "complete" | "failed" | "unknown";

/**
 * Wants a password from now on, or none.
 */
export type ProtectLocalRegistry = { user: string | null, password: string | null, };

/**
 * Which proxy requests go through.
 */
export type ProxyChoice = { "type": "system" } | { "type": "none" } | { "type": "own", url: string, };

/**
 * What GitLab removes, or Quay prunes, as Portolan reckons it.
 */
export type PruneOf = { of: RepositoryAt, rule: VendorRule, };

/**
 * What a rule would take of the tags that are there now, as far as Portolan can follow it.
 */
export type PrunePreview = { takes: Array<PrunedTag>, stay: number, 
/**
 * Of those that stay, the ones without a date, which the registry may know.
 */
undated: number, 
/**
 * Why Portolan can't say what it would take.
 */
unsayable: Unsayable | null, };

export type PrunedTag = { tag: string, digest: string, pushed: number | null, };

export type PublicAlias = { name: string, status: AliasStatus, 
/**
 * The one that the gallery shows.
 */
primary: boolean, 
/**
 * The one that Amazon gave.
 */
given: boolean, 
/**
 * How references begin.
 */
url: string, 
/**
 * The publisher's page in the gallery.
 */
gallery: string, };

/**
 * What is written about a public repository. A text that there is none of is empty.
 */
export type PublicCatalog = { 
/**
 * At most 1,024 characters.
 */
description: string, 
/**
 * Markdown, at most 25,600 characters.
 */
about: string, 
/**
 * Markdown, at most 25,600 characters.
 */
usage: string, architectures: Array<string>, operatingSystems: Array<string>, };

/**
 * The logo of a repository.
 */
export type PublicLogo = { 
/**
 * A `data:` URL; `null` where there is none, or it can't be fetched.
 */
url: string | null, 
/**
 * There is one, and it can't be fetched: no undo could bring it back.
 */
lostIfChanged: boolean, };

/**
 * The public registry of an account.
 */
export type PublicRegistry = { id: string, arn: string, 
/**
 * The gallery shows the display name and logos only of who is verified.
 */
verified: boolean, 
/**
 * The primary one first; none before the first repository.
 */
aliases: Array<PublicAlias>, 
/**
 * Aliases that were asked for in Amazon's console and are not among `aliases` yet.
 */
awaited: Array<string>, 
/**
 * `null`: none, or it could not be read.
 */
displayName: string | null, 
/**
 * By which architectures the gallery filters; others are kept and never found.
 */
architectures: Array<string>, 
/**
 * The same of operating systems.
 */
operatingSystems: Array<string>, 
/**
 * Where Amazon takes requests for aliases.
 */
console: string, 
/**
 * Why not all could be read.
 */
problem: Failure | null, };

/**
 * A public repository.
 */
export type PublicRepository = { arn: string, 
/**
 * How references to it begin.
 */
uri: string, 
/**
 * Its page in the gallery; `null` while the registry has no alias.
 */
gallery: string | null, created: number | null, catalog: PublicCatalog, hasLogo: boolean, 
/**
 * `null` where they could not be read.
 */
resourceTags: Array<ResourceTag> | null, 
/**
 * Why not all could be read.
 */
problem: Failure | null, };

/**
 * What a publisher sets, and its value.
 */
export type PublicSetting = { "type": "catalog", catalog: PublicCatalog, } | { "type": "resourceTags", tags: Array<ResourceTag>, } | { "type": "permissions", text: string | null, } | { "type": "displayName", name: string, };

/**
 * Who publishes under an alias. Its repositories are found by `publisher:ALIAS`.
 */
export type Publisher = { host: string, alias: string, displayName: string, standing: Standing, listings: number, 
/**
 * A repository whose logo may stand for the publisher.
 */
logoOf: string | null, refreshing: boolean, problem: Failure | null, };

/**
 * A publisher of one registry, by its alias.
 */
export type PublisherAt = { host: string, alias: string, };

export type PullCache = { 
/**
 * `localhost:PORT`.
 */
address: string, rules: Array<KnownPullRule>, limits: PullLimits, };

/**
 * Why a rule can't be as it is typed.
 */
export type PullComplaint = { "type": "prefixInvalid" } | { "type": "prefixLength" } | { "type": "prefixTaken" } | { "type": "prefixOverlaps", prefix: string, } | { "type": "pushedUnder", repositories: Array<string>, } | { "type": "connectionMissing" } | { "type": "connectionLocal" } | { "type": "namespaceInvalid" } | { "type": "ageTooLong" } | { "type": "prefixHolds", images: number, };

/**
 * How much is kept. Without the switch, all of it.
 */
export type PullLimits = { on: boolean, bytes: number | null, 
/**
 * Images that nobody pulled for so many days go.
 */
days: number | null, };

/**
 * Docker Hub's way to limit pulls: so many manifests in a window.
 */
export type PullQuota = { limit: number, remaining: number, 
/**
 * Seconds.
 */
window: number, seenAt: number, };

/**
 * Repositories under `prefix` are those of a connection.
 */
export type PullRule = { prefix: string, connection: ConnectionId, 
/**
 * What comes before their names there, if anything.
 */
namespace: string | null, 
/**
 * Tags that were asked for longer ago are asked for again.
 */
askAfterSeconds: number, };

/**
 * The connection could not be asked since then.
 */
export type PullTrouble = { since: number, said: string, };

export type PulledAt = { repository: string, reference: string, };

export type PulledImage = { repository: string, 
/**
 * A tag, or the digest that was asked for.
 */
reference: string, digest: string, 
/**
 * What is here of it; others may share it.
 */
bytes: number, fetchedAt: number, 
/**
 * When the upstream was last asked; `null` where another stands behind the rule since.
 */
checkedAt: number | null, usedAt: number, 
/**
 * Since when the upstream has it no longer.
 */
missingAt: number | null, 
/**
 * It would be asked for before it is served.
 */
stale: boolean, };

/**
 * Schedules whose time had come.
 */
export type RanRules = { turns: number, };

/**
 * A manifest's or config's exact text.
 */
export type Raw = { digest: string, mediaType: string, size: number, 
/**
 * The bytes as text; what is not UTF-8 is shown as U+FFFD.
 */
text: string, };

/**
 * Asks what a region's repositories cost. Nobody is asked over the network: it is reckoned from what was
 * listed and read.
 */
export type ReadAmazonCosts = { connection: ConnectionId, region: string, terms: CostTerms, 
/**
 * What is expected to be pulled; a repository that is not named is not pulled.
 */
pulls: Array<ExpectedPulls>, 
/**
 * Of this repository each image is told.
 */
repository: string | null, };

/**
 * Asks what is wrong in a registry. Nobody is asked over the network.
 */
export type ReadHealth = { connection: ConnectionId, 
/**
 * Images that were not pulled for so many days are findings.
 */
unpulledDays: number, };

export type ReadImageProgress = { connection: ConnectionId, repository: string, digest: string, };

/**
 * Asks for a page of a vendor's log, newest first.
 */
export type ReadLog = { at: ScopeAt, filter: LogFilter, 
/**
 * Where the page before ended; `null` for the first one.
 */
cursor: string | null, };

/**
 * Asks what a registry's vendor offers; `repository` is among the scopes then.
 */
export type ReadOffers = { connection: ConnectionId, repository: string | null, };

/**
 * Asks for the exact bytes of a manifest or config.
 */
export type ReadRaw = { connection: ConnectionId, repository: string, digest: string, };

/**
 * Asks what takes up a registry's space. Nobody is asked over the network.
 */
export type ReadStorageUse = { connection: ConnectionId, 
/**
 * Of this repository each image is told.
 */
repository: string | null, };

export type ReadTagHistory = { connection: ConnectionId, repository: string, tag: string, };

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
 * The registry of a region of a connection.
 */
export type RegistryAt = { connection: ConnectionId, region: string, };

/**
 * Something that ECR would refuse of a setting.
 */
export type RegistryComplaint = { field: RegistryField, 
/**
 * The rule, from 0, where there are several.
 */
rule: number | null, 
/**
 * The entry, from 0, where the field is a list.
 */
entry: number | null, problem: RegistryProblem, };

export type RegistryField = "rules" | "destinations" | "destinationRegion" | "destinationAccount" | "prefixes" | "cachePrefix" | "upstreamAddress" | "upstreamPrefix" | "credential" | "role" | "scanFrequency" | "scanFilters" | "signingProfile" | "signingFilters" | "templatePrefix" | "description" | "occasions" | "exclusions" | "kmsKey" | "resourceTagKeys" | "resourceTagValues" | "repositoryPolicy" | "lifecyclePolicy" | "registryPolicy" | "accountValue" | "principal";

/**
 * Which kind of registry, as it was recognised.
 */
export type RegistryKind = "local" | "generic" | "ecr" | "ecrPublic" | "dockerHub" | "github" | "quay" | "harbor" | "gitlab" | "googleArtifactRegistry" | "azure" | "zot" | "gitea" | "artifactory" | "nexus" | "pulp" | "visited";

export type RegistryOffer = { name: OfferName, 
/**
 * What it is for.
 */
scopes: Array<ScopeKind>, };

export type RegistryOffers = { 
/**
 * What there is of each kind, as far as it is known: the registry first.
 */
scopes: Array<OfferScope>, offers: Array<RegistryOffer>, 
/**
 * Why none of it is for this sign-in.
 */
withheld: Withheld | null, 
/**
 * Why the namespaces are not known.
 */
problem: Failure | null, };

/**
 * What is wrong with a setting.
 */
export type RegistryProblem = { "type": "tooShort", has: number, least: number, } | { "type": "tooLong", has: number, most: number, } | { "type": "tooMany", has: number, most: number, } | { "type": "missing" } | { "type": "character", found: string, } | { "type": "grammar" } | { "type": "duplicate", other: number, } | { "type": "reserved" } | { "type": "notHere" } | { "type": "itself" } | { "type": "permissions", path: string, problem: PermissionProblem, } | { "type": "lifecycle", path: string, problem: LifecycleProblem, };

/**
 * Replication: who this registry is, and its rules.
 */
export type RegistryReplication = { 
/**
 * The account, which is the registry's id.
 */
account: string, rules: Array<ReplicationRule>, };

export type RegistrySbom = { state: SbomState, 
/**
 * `null`: the registry does not say.
 */
canGenerate: boolean | null, format: PackageFormat | null, packages: Array<ImagePackage>, 
/**
 * Why the list that is there can't be read; it can be saved all the same.
 */
problem: Failure | null, };

/**
 * The list of packages that a registry itself made of an image; `null` where it makes none.
 */
export type RegistrySbomTold = { sbom: RegistrySbom | null, };

export type RegistryScanRule = { frequency: ScanFrequency, 
/**
 * Names in which `*` stands for any characters.
 */
filters: Array<string>, };

/**
 * How a registry scans.
 */
export type RegistryScanning = { enhanced: boolean, rules: Array<RegistryScanRule>, };

/**
 * A setting of a registry, and its value. A rule that is not there is `null`.
 */
export type RegistrySetting = { "type": "replication", rules: Array<ReplicationRule>, } | { "type": "cacheRule", prefix: string, rule: CacheRule | null, } | { "type": "scanning", enhanced: boolean, rules: Array<RegistryScanRule>, } | { "type": "template", prefix: string, template: CreationTemplate | null, } | { "type": "signing", rules: Array<SigningRule>, } | { "type": "policy", text: string | null, } | { "type": "account", name: AccountSettingName, value: string | null, } | { "type": "pullExclusion", principal: string, excluded: boolean, };

/**
 * How a single tag is removed, best first.
 */
export type RemovalMethod = "native" | "onlyTag" | "throwaway" | "deleteAndRestore";

export type RemoveBookmark = { id: string, };

/**
 * All connections in the order the person wants.
 */
export type ReorderConnections = { ids: Array<ConnectionId>, };

export type ReplicatedImage = { repository: string, 
/**
 * Empty for the whole repository.
 */
tag: string, connection: ConnectionId, place: string, digest: string | null, state: ReplicatedState, failure: Failure | null, at: number, };

export type ReplicatedState = "pending" | "done" | "failed";

export type ReplicatedTo = { destination: ReplicationDestination, state: ProgressState, 
/**
 * Amazon's words.
 */
failure: string | null, };

export type ReplicatedWindow = { total: number, offset: number, rows: Array<ReplicatedImage>, };

/**
 * Copying what was there before its rule.
 */
export type ReplicationBackfill = { id: string, destination: ReplicationDestination, state: BackfillState, total: number | null, done: number | null, failed: number | null, 
/**
 * Amazon's words.
 */
failure: string | null, started: number | null, ended: number | null, };

/**
 * The registry of an account in a region.
 */
export type ReplicationDestination = { region: string, account: string, };

/**
 * What a rule would do now, found out by a job.
 */
export type ReplicationOutlook = { rule: CopyRule, running: boolean, 
/**
 * Repositories to look at, for each destination; `null` until they are listed.
 */
repositories: number | null, lookedAt: number, 
/**
 * Those where something would be done; at most 500.
 */
places: Array<OutlookPlace>, copies: number, same: number, overwritten: number, deletions: number, heldBack: number, 
/**
 * Bytes to send. Blobs that several repositories share are counted for each.
 */
bytes: number, 
/**
 * Why the whole could not be found out.
 */
failure: Failure | null, 
/**
 * What must be done to begin it, where it is a copy of a registry.
 */
confirmation: Confirmation, };

/**
 * Which repositories are copied where.
 */
export type ReplicationRule = { destinations: Array<ReplicationDestination>, 
/**
 * How the names of the repositories begin; none is all of them.
 */
prefixes: Array<string>, 
/**
 * What is deleted here is deleted there too.
 */
deletes: boolean, };

/**
 * What came of a turn of a rule.
 */
export type ReplicationRun = { at: number, cause: TurnCause, 
/**
 * It should have been earlier, but the program or the machine slept.
 */
late: boolean, outcome: TurnOutcome, 
/**
 * Repositories that were looked at, for each destination.
 */
repositories: number, 
/**
 * Images that arrived.
 */
copied: number, 
/**
 * Images that were there already.
 */
same: number, 
/**
 * Images that did not arrive.
 */
failed: number, 
/**
 * Tags that were deleted.
 */
deleted: number, 
/**
 * Tags that would have been deleted, but their repository had none left.
 */
heldBack: number, 
/**
 * Bytes that were to be sent.
 */
bytes: number, 
/**
 * The first reason why something failed.
 */
failure: Failure | null, };

/**
 * A repository of Amazon ECR with all its settings, to be written as code.
 */
export type RepositoryAsCode = { name: string, mutability: CodedMutability, 
/**
 * Tags of which the opposite holds, with `*` for any characters.
 */
exclusions: Array<string>, scanOnPush: boolean, encryption: CodedEncryption, 
/**
 * The policy's JSON.
 */
lifecyclePolicy: string | null, 
/**
 * The repository policy's JSON.
 */
policy: string | null, 
/**
 * Resource tags.
 */
tags: Array<Pair>, };

/**
 * A repository in a connection.
 */
export type RepositoryAt = { connection: ConnectionId, repository: string, };

export type RepositoryColumn = "name" | "tags" | "images" | "bytes" | "seen";

export type RepositoryCost = { repository: string, listed: boolean, images: number, 
/**
 * Bytes stored, each layer once as far as it is known; `null` where it was never listed.
 */
bytes: number | null, cost: number | null, gaps: CostGaps, 
/**
 * What one pull carries: the newest image's bytes, of one platform.
 */
pullBytes: number | null, 
/**
 * What its expected pulls carry; `null` where there are none or the bytes are not known.
 */
pulledBytes: number | null, };

export type RepositoryCreation = "repository" | "project";

/**
 * What a registry does with whole repositories by an API of its own. Amazon's have commands of theirs.
 */
export type RepositoryDeeds = { 
/**
 * What is made before anything is pushed; `null` where a push makes it.
 */
creates: RepositoryCreation | null, 
/**
 * Whether a repository can be deleted itself, and not only what is in it.
 */
deletes: boolean, };

/**
 * Something that only some vendors say, in their words; plain text.
 */
export type RepositoryFact = { about: RepositoryFactName, text: string, };

export type RepositoryFactName = "state" | "cleanup" | "lock" | "timeMachine" | "categories" | "source";

/**
 * What a vendor says of a repository; what it doesn't say is `null`.
 */
export type RepositoryFacts = { 
/**
 * In a line; plain text.
 */
description: string | null, 
/**
 * At length: Markdown, shown as plain text.
 */
longDescription: string | null, 
/**
 * The descriptions may be changed.
 */
editable: boolean, visibility: RepositoryVisibility | null, stars: number | null, 
/**
 * Whether the person has starred it; `null` where there are no stars of one's own.
 */
starred: boolean | null, 
/**
 * Whether the person has bookmarked it at the registry.
 */
bookmarked: boolean | null, pulls: number | null, created: number | null, updated: number | null, 
/**
 * Bytes, as the vendor counts them.
 */
size: number | null, space: RepositorySpace | null, project: string | null, owner: string | null, 
/**
 * Its page for people.
 */
webPage: string | null, immutableTags: boolean | null, said: Array<RepositoryFact>, };

/**
 * What a person sets on a repository at the registry to find it again.
 */
export type RepositoryMark = "star" | "bookmark";

/**
 * One repository.
 */
export type RepositoryRow = { name: string, pinned: boolean, bookmarked: boolean, 
/**
 * The person's own marks at the registry.
 */
marks: Array<RepositoryMark>, 
/**
 * How many tags it has where the registry counts them, else had when they were last listed.
 */
tags: number | null, 
/**
 * How many images it has, where the registry's own list was read.
 */
images: number | null, 
/**
 * Compressed bytes of all that it holds, where the registry counts them; else of its images as
 * its own list has them, what they share counted with each.
 */
bytes: number | null, 
/**
 * What its owner wrote on it, where the registry keeps such and it was asked.
 */
resourceTags: Array<ResourceTag>, lastSeen: number | null, 
/**
 * The registry no longer lists it.
 */
gone: boolean, };

/**
 * The order of repositories. What is not known comes last either way; equal ones by name.
 */
export type RepositorySort = { column: RepositoryColumn, descending: boolean, };

/**
 * Bytes of its quota, or its project's.
 */
export type RepositorySpace = { used: number, 
/**
 * `null`: as many as one likes.
 */
limit: number | null, };

/**
 * What a registry's vendor says of a repository; `null` where it says nothing.
 */
export type RepositoryTold = { facts: RepositoryFacts | null, };

export type RepositoryUse = { repository: string, listed: boolean, images: number, 
/**
 * Each layer once; `null` where it was never listed.
 */
bytes: number | null, 
/**
 * What no other repository has: what deleting it would free.
 */
onlyIts: number | null, gaps: CostGaps, };

export type RepositoryVisibility = "public" | "internal" | "private";

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
 * The marks that this registry keeps for the person.
 */
marks: Array<RepositoryMark>, 
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
 * Asks what an engine would pull.
 */
export type ResolveShortName = { text: string, };

export type ResourceTag = { key: string, value: string, };

export type RetentionCheck = { 
/**
 * As much as was understood, in the order of the text.
 */
rules: Array<RetentionRule>, perTag: boolean, inUse: RetentionInUse, 
/**
 * What can't be.
 */
complaints: Array<RetentionComplaint>, 
/**
 * What does other than it seems.
 */
doubts: Array<RetentionComplaint>, 
/**
 * The same for ECR, where it can say it.
 */
forEcr: RetentionForEcr, 
/**
 * `null` while there are complaints.
 */
preview: RetentionPreview | null, };

export type RetentionComplaint = { 
/**
 * The rule's place in the text, from 0.
 */
rule: number | null, 
/**
 * The member, as a JSON path.
 */
path: string, problem: RetentionProblem, };

export type RetentionForEcr = { text: string | null, 
/**
 * Why ECR can't say it.
 */
refusals: Array<RetentionRefusal>, };

export type RetentionImage = { digest: string, tags: Array<string>, pushed: number | null, 
/**
 * When it was first seen here, where the registry does not tell of its push.
 */
seen: number | null, created: number | null, verdict: RetentionVerdict, };

/**
 * Where it is found out what is in use.
 */
export type RetentionInUse = { 
/**
 * References and digests.
 */
references: Array<string>, 
/**
 * Files with one in each line.
 */
files: Array<string>, 
/**
 * Contexts of Kubernetes; an empty name is the one that is set.
 */
kubernetes: Array<string>, 
/**
 * Accounts whose Amazon ECS runs something: `profile@region`, either of which may be empty.
 */
ecs: Array<string>, };

export type RetentionLostTag = { tag: string, rule: number, };

export type RetentionOutcome = "nothing" | "told" | "begun" | "wouldTakeAll" | "failed";

/**
 * What rules mean for the images of a repository.
 */
export type RetentionPreview = { 
/**
 * What would go is kept under this name for a change `applyRules`; `null` where nothing would.
 */
id: string | null, 
/**
 * Images that go, those that go with others among them.
 */
expire: number, archive: number, 
/**
 * Tags that are taken off images that stay.
 */
tags: number, stay: number, 
/**
 * Of those that stay, the ones about which not enough is known.
 */
unsure: number, 
/**
 * Nothing would be left.
 */
takesAll: boolean, 
/**
 * Bytes of blobs that only what goes holds in this repository, each once.
 */
freed: number, 
/**
 * Bytes of what goes that something holds that stays.
 */
shared: number, 
/**
 * Manifests that go and are not in the cache, so that their blobs are not counted.
 */
unreadGoing: number, 
/**
 * Manifests that stay and are not in the cache: they may hold what is counted.
 */
unreadStaying: number, 
/**
 * Tags of which it is not known where they point.
 */
unknownTags: number, 
/**
 * The first of them, with what was said when they were followed last.
 */
unfollowed: Array<UnfollowedTag>, 
/**
 * Manifests that were not read.
 */
unread: number, 
/**
 * What would be put into the archive; at most as many as one request may name.
 */
archived: Array<string>, 
/**
 * Images that are in use.
 */
used: number, 
/**
 * Why what is in use could not be found out, so that nothing goes.
 */
problem: Failure | null, 
/**
 * When the repository was last listed.
 */
listedAt: number | null, 
/**
 * Those that go first; at most 500.
 */
images: Array<RetentionImage>, };

/**
 * What can't be of rules, or does other than it seems.
 */
export type RetentionProblem = { "type": "common", problem: LifecycleProblem, } | { "type": "badExpression", met: string, } | { "type": "orderUnwanted" } | { "type": "tagsAreNotArchived" } | { "type": "versionsNeedTags" } | { "type": "noReference" } | { "type": "noArchive" } | { "type": "nothingLeft" };

export type RetentionRefusal = { 
/**
 * The rule's place in the text, from 0.
 */
rule: number | null, why: NotInEcr, };

/**
 * A rule as written, in the document's own words; every member may be absent.
 */
export type RetentionRule = { priority: number | null, description: string | null, tagStatus: string | null, patterns: Array<string> | null, prefixes: Array<string> | null, expressions: Array<string> | null, exceptPatterns: Array<string> | null, exceptExpressions: Array<string> | null, storageClass: string | null, countType: string | null, countUnit: string | null, countNumber: number | null, orderBy: string | null, action: string | null, target: string | null, };

/**
 * What came of rules that were carried out, or tried, by themselves.
 */
export type RetentionRun = { at: number, 
/**
 * It should have been earlier, but the program or the machine slept.
 */
late: boolean, outcome: RetentionOutcome, images: number, tags: number, 
/**
 * Bytes that are freed, where they are known.
 */
freed: number | null, 
/**
 * Images about which not enough was known.
 */
unsure: number, 
/**
 * A tag that could not be followed, for which everything had to stay.
 */
heldBy: string | null, 
/**
 * Images that were put into the archive.
 */
archived: number | null, };

export type RetentionSchedule = { rhythm: Rhythm, 
/**
 * Carries out what the rules say; otherwise only tells.
 */
carryOut: boolean, };

/**
 * What rules mean for one image. Rules are named by their priority.
 */
export type RetentionVerdict = { "type": "taken", rule: number, archive: boolean, since: number | null, } | { "type": "followsIndex", rule: number, index: string, } | { "type": "followsSubject", rule: number, subject: string, } | { "type": "losesTags", tags: Array<RetentionLostTag>, } | { "type": "kept", rule: number, place: number, keeps: number, } | { "type": "tooYoung", rule: number, days: number, due: number, } | { "type": "shielded", by: number, from: number, } | { "type": "childOf", index: string, } | { "type": "staysWith", subject: string, } | { "type": "describes", referrer: string, } | { "type": "inUse", text: string, } | { "type": "restoring" } | { "type": "timeUnknown", rule: number, } | { "type": "noVersion", rule: number, } | { "type": "unread", rule: number, } | { "type": "unsure", rule: number, } | { "type": "noRule" };

/**
 * Whether the same call can succeed later.
 */
export type Retry = "no" | "afterChange" | "yes";

/**
 * How often.
 */
export type Rhythm = { "type": "hours", hours: number, } | { "type": "daily", minute: number, };

/**
 * A robot, without its secret. What the vendor doesn't say is `null`.
 */
export type Robot = { id: string, 
/**
 * The user as whom it signs in.
 */
user: string, description: string | null, created: number | null, used: number | null, ends: number | null, isOn: boolean | null, permissions: Array<RobotPermission>, isEditable: boolean, };

/**
 * One robot of a scope.
 */
export type RobotAt = { at: ScopeAt, id: string, 
/**
 * The user that it is, for Activity.
 */
user: string, };

/**
 * What was done to a robot.
 */
export type RobotChange = { "type": "created" } | { "type": "deleted" } | { "type": "secretRenewed" } | { "type": "switchedOn" } | { "type": "switchedOff" } | { "type": "permitted", before: Array<RobotPermission>, after: Array<RobotPermission>, };

export type RobotList = { robots: Array<Robot>, rules: RobotRules, 
/**
 * More than are listed here.
 */
isCut: boolean, };

/**
 * What a robot may do with something.
 */
export type RobotPermission = { 
/**
 * A repository, a project, `*` for all projects, or `/` for the system itself.
 */
on: string, 
/**
 * None in a list that names no more than the thing.
 */
actions: Array<string>, };

/**
 * What robots can be in a scope.
 */
export type RobotRules = { 
/**
 * The vendor's words for what a robot may do with content, the most usual first.
 */
actions: Array<string>, 
/**
 * Those for the system itself (`/`); none where it never may.
 */
systemActions: Array<string>, 
/**
 * Each thing gets one of the words: a role.
 */
isOneEach: boolean, 
/**
 * Permissions are for this and nothing else; `null`: for what the person names.
 */
onlyOn: string | null, 
/**
 * It can come to its end by itself.
 */
ends: boolean, 
/**
 * It can be switched off.
 */
isSwitched: boolean, };

/**
 * The one time that a secret crosses to the window: to be shown once and copied, and kept nowhere.
 */
export type RobotSecret = { user: string, secret: string, 
/**
 * Why a new robot did not get all the permissions that it was to have.
 */
problem: Failure | null, };

/**
 * What the registry wrote down about a task; plain text.
 */
export type RuleLog = { text: string, };

/**
 * What a rule is for.
 */
export type RulePurpose = "retention" | "immutability" | "replication";

/**
 * Rules that the registry carried out, or tried.
 */
export type RuleRun = { id: number, state: RuleRunState, 
/**
 * In the vendor's word.
 */
status: string, trigger: string | null, dry: boolean, started: number | null, ended: number | null, 
/**
 * Tasks, where they are told.
 */
tasks: RuleTaskCounts | null, 
/**
 * In the vendor's words.
 */
said: string | null, };

export type RuleRunAt = { of: RuleRunsAt, run: number, };

export type RuleRunState = "waiting" | "running" | "done" | "failed" | "stopped";

/**
 * Runs of the rules of a scope, or of one of them.
 */
export type RuleRunsAt = { at: ScopeAt, purpose: RulePurpose, rule: VendorRule | null, };

export type RuleTask = { id: number, 
/**
 * A repository, or what is copied.
 */
subject: string, destination: string | null, 
/**
 * In the vendor's word.
 */
operation: string | null, state: RuleRunState, status: string, ended: number | null, 
/**
 * Artifacts looked at, and those that stay.
 */
total: number | null, retained: number | null, };

export type RuleTaskAt = { of: RuleRunsAt, run: number, task: number, };

export type RuleTaskCounts = { succeeded: number, failed: number, total: number, };

export type RunCopyRule = { rule: string, 
/**
 * Also what arrived before is asked for at the destinations.
 */
everything: boolean, };

/**
 * Saves all activities that are kept, or those of a connection.
 */
export type SaveActivities = { connection: ConnectionId | null, format: FindingsFormat, };

/**
 * Writes an image's findings into a file in the folder for downloads.
 */
export type SaveFindings = { connection: ConnectionId, repository: string, digest: string, format: FindingsFormat, };

/**
 * Saves what a log has, at most 10,000 rows of it, to the folder of downloads.
 */
export type SaveLog = { at: ScopeAt, filter: LogFilter, format: FindingsFormat, };

/**
 * A file that was written.
 */
export type SavedFile = { path: string, };

export type Saving = { 
/**
 * What the repository's storage costs a month now.
 */
before: number, after: number, 
/**
 * Below 0 where it costs more.
 */
aMonth: number, freed: number, archived: number, 
/**
 * Billed once, for what leaves the archive before its least time.
 */
once: number, gaps: CostGaps, };

export type SbomState = "absent" | "generating" | "ready" | "failed";

export type ScanDifference = { one: ScanStatus, other: ScanStatus, 
/**
 * In the other image alone.
 */
new: Array<ScanFinding>, 
/**
 * In the first image alone.
 */
gone: Array<ScanFinding>, 
/**
 * In both, as the other has them.
 */
same: Array<ScanFinding>, };

export type ScanFinding = { 
/**
 * The vulnerability's name, such as `CVE-2026-1234`.
 */
name: string, title: string | null, description: string | null, severity: Severity, 
/**
 * By CVSS, from 0 to 10.
 */
score: number | null, 
/**
 * Where it is described.
 */
address: string | null, packages: Array<AffectedPackage>, 
/**
 * `YES`, `NO` or `PARTIAL`.
 */
fixAvailable: string | null, 
/**
 * `YES` or `NO`.
 */
exploitAvailable: string | null, firstSeen: number | null, remedy: string | null, };

export type ScanFrequency = "onPush" | "continuous" | "manual";

/**
 * The last scan of an image.
 */
export type ScanReport = { status: ScanStatus, 
/**
 * The registry's own words on it; plain text.
 */
description: string | null, completed: number | null, 
/**
 * How old the knowledge of vulnerabilities was.
 */
known: number | null, 
/**
 * All findings, the worst first; severities without any are left out.
 */
counts: Array<SeverityCount>, findings: Array<ScanFinding>, 
/**
 * There are more findings than are told.
 */
isCut: boolean, };

/**
 * How far a scan is.
 */
export type ScanState = "pending" | "running" | "complete" | "continuous" | "failed" | "notCovered" | "unknown";

/**
 * How far a scan is, as ECR tells it.
 */
export type ScanStatus = "never" | "pending" | "inProgress" | "complete" | "active" | "failed" | "unsupportedImage" | "scanEligibilityExpired" | "findingsUnavailable" | "limitExceeded" | "imageArchived" | "imageSizeExceeded" | "unknown";

/**
 * What the registry's own scan of an image came to.
 */
export type ScanSummary = { state: ScanState, 
/**
 * The registry's own words on it; plain text.
 */
description: string | null, completed: number | null, 
/**
 * Findings, the worst first; severities without any are left out.
 */
counts: Array<SeverityCount>, };

/**
 * A scope of a connection's registry.
 */
export type ScopeAt = { connection: ConnectionId, scope: OfferScope, };

/**
 * What kind of scope.
 */
export type ScopeKind = "registry" | "namespace" | "repository";

/**
 * A question to the gallery. Filters are fields of the text, such as `os:windows`: the box says
 * all that is asked, and choosing a facet edits the box.
 */
export type SearchGallery = { 
/**
 * As it stands in the box: words, fields, or something pasted. At most 10,000 characters.
 */
text: string, sort: GallerySort, offset: number, limit: number, withFacets: boolean, };

/**
 * Where a secret is kept.
 */
export type SecretPlace = "none" | "keyring" | "sessionOnly" | "elsewhere";

/**
 * Sets one of a repository's settings. Activity keeps what it was.
 */
export type SetAmazonSetting = { connection: ConnectionId, repository: string, setting: AmazonSetting, };

/**
 * Sets a setting back to what it was before an activity.
 */
export type SetBack = { activity: ActivityId, };

/**
 * Makes, changes or takes away a rule: what it is, as the person saw it, and what it is to be.
 */
export type SetCopyRule = { before: CopyRule | null, after: CopyRule | null, };

/**
 * Writes on a repository what it is for; `null` stays as it is.
 */
export type SetDescription = { of: RepositoryAt, short: string | null, long: string | null, };

/**
 * Gives the publisher another name in the gallery; an empty one takes it away.
 */
export type SetDisplayName = { connection: ConnectionId, name: string, };

/**
 * Sets when garbage is collected by itself; refused where it is otherwise than `before` by now.
 */
export type SetGarbageSchedule = { connection: ConnectionId, before: GarbageSchedule | null, after: GarbageSchedule | null, };

/**
 * Sets what a registry keeps of an image or a tag; what it was is kept with the activity.
 */
export type SetImageSetting = { connection: ConnectionId, repository: string, setting: ImageSetting, };

/**
 * Marks a repository at the registry, or no longer.
 */
export type SetMark = { of: RepositoryAt, mark: RepositoryMark, on: boolean, };

/**
 * Writes anew what is written about a repository. Activity keeps what it was.
 */
export type SetPublicCatalog = { connection: ConnectionId, repository: string, catalog: PublicCatalog, logo: LogoChange, };

/**
 * Sets resource tags or the policy. Activity keeps what they were.
 */
export type SetPublicSetting = { connection: ConnectionId, repository: string, setting: PublicSetting, };

/**
 * Makes, changes or takes away a rule: what it is, as the person saw it, and what it is to be.
 */
export type SetPullRule = { before: PullRule | null, after: PullRule | null, 
/**
 * With a rule that is taken away, also what it has brought.
 */
evict: boolean, };

/**
 * Sets one of a registry's settings, or one of its rules. Activity keeps what it was.
 */
export type SetRegistrySetting = { connection: ConnectionId, region: string, setting: RegistrySetting, };

export type SetRobotPermissions = { of: RobotAt, 
/**
 * As they were shown: refused where they are otherwise by now.
 */
before: Array<RobotPermission>, after: Array<RobotPermission>, };

/**
 * Puts images into the archive or gets them back. Activity keeps it, and setting it back is the other way.
 */
export type SetStorageClass = { connection: ConnectionId, repository: string, digests: Array<string>, 
/**
 * Away; otherwise back, which takes up to twenty minutes.
 */
archive: boolean, };

/**
 * Makes `before` into `after`: a new rule without the one, none any more without the other. Refused when
 * the rule is otherwise by now.
 */
export type SetVendorRule = { at: ScopeAt, before: VendorRule | null, after: VendorRule | null, };

export type SetWatch = { watch: Watch, on: boolean, };

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
 * News are told by the system as well as in the window.
 */
notifications: boolean, 
/**
 * Closing the window leaves the program running, where the desktop shows its icon.
 */
keepInTray: boolean, 
/**
 * Rules don't have their turns by themselves.
 */
schedulesPaused: boolean, 
/**
 * Minutes between two looks at the sources of rules that follow changes; 0 without a look.
 */
followMinutes: number, 
/**
 * Read only: where everything is kept.
 */
homeFolder: string, logFolder: string, registryFolder: string, };

/**
 * How bad a finding is, the least first.
 */
export type Severity = "undefined" | "informational" | "low" | "medium" | "high" | "critical";

export type SeverityCount = { severity: Severity, count: number, };

/**
 * What commands are typed into.
 */
export type Shell = "posix" | "powerShell";

/**
 * A short name, as one line of one file has it.
 */
export type ShortName = { name: string, 
/**
 * `host/repository`; `null` takes the name away that an earlier file gave.
 */
target: string | null, file: string, owner: ShortNameOwner, line: number, 
/**
 * The file whose word counts instead.
 */
shadowedBy: string | null, };

/**
 * One reference that would be tried.
 */
export type ShortNameCandidate = { 
/**
 * With its tag or digest.
 */
reference: string, 
/**
 * A file forbids pulling it.
 */
blocked: boolean, 
/**
 * Where it is really fetched, mirrors first; empty where that is the reference itself.
 */
fetchedFrom: Array<string>, };

/**
 * What is to be otherwise in the person's own files.
 */
export type ShortNameChange = { "type": "set", name: string, target: string, } | { "type": "switchOff", name: string, } | { "type": "remove", name: string, file: string, };

export type ShortNameCheck = { name: ShortNameProblem | null, target: ShortNameProblem | null, 
/**
 * The target as it would be written, with Docker Hub's `library` filled in.
 */
written: string | null, 
/**
 * Where it would be written.
 */
file: string, 
/**
 * What counts for the name now.
 */
existing: ShortName | null, };

export type ShortNameFile = { path: string, owner: ShortNameOwner, 
/**
 * Why it can't be read: then engines refuse every short name.
 */
problem: FileProblem | null, };

/**
 * What a name comes to.
 */
export type ShortNameMeaning = { "type": "qualified", candidate: ShortNameCandidate, } | { "type": "alias", candidate: ShortNameCandidate, file: string, } | { "type": "search", candidates: Array<ShortNameCandidate>, mode: ShortNameMode, file: string | null, } | { "type": "nothing" } | { "type": "broken", file: string, problem: FileProblem, } | { "type": "invalid", problem: ShortNameProblem, };

/**
 * How registries are tried for a name that is in no file.
 */
export type ShortNameMode = "enforcing" | "permissive" | "disabled";

/**
 * Whose a file is.
 */
export type ShortNameOwner = "person" | "system" | "recorded";

/**
 * Why a name or a target can't be.
 */
export type ShortNameProblem = "empty" | "hasTag" | "hasDigest" | "hasRegistry" | "noRegistry" | "noRepository" | "grammar";

/**
 * All short names, and what decides about the others.
 */
export type ShortNames = { 
/**
 * By name; of one name the one that counts is first.
 */
aliases: Array<ShortName>, 
/**
 * The files that are there, in the order in which they are read.
 */
files: Array<ShortNameFile>, 
/**
 * Registries that are tried for a name that is in no file, in this order.
 */
searchRegistries: Array<string>, 
/**
 * The file that names them.
 */
searchFile: string | null, mode: ShortNameMode, 
/**
 * Where new names are written to.
 */
ownFile: string, 
/**
 * Whether that is read: the environment may name other files.
 */
ownFileIsRead: boolean, 
/**
 * The version of the Podman that is installed.
 */
podman: string | null, };

/**
 * How a connection signs in.
 */
export type SignIn = { "type": "anonymous" } | { "type": "password", user: string, } | { "type": "token" } | { "type": "known", source: KnownSource, } | { "type": "amazon" };

/**
 * What a sign-in asks.
 */
export type SignInAsk = { "type": "code", device: string, role: string, refused: string | null, } | { "type": "secondFactor", host: string, user: string, refused: boolean, } | { "type": "browser", address: string, code: string, expires: number, };

/**
 * How a draft signs in. A secret that is `null` stays what it is.
 */
export type SignInDraft = { "type": "anonymous" } | { "type": "password", user: string, password: string | null, } | { "type": "token", token: string | null, } | { "type": "known", source: KnownSource, };

/**
 * Hands the registry's password to an engine.
 */
export type SignInEngine = { connection: ConnectionId, region: string, engine: Engine, 
/**
 * The person was asked, where it keeps sign-ins in a plain file.
 */
plainFileAgreed: boolean, };

/**
 * Something that a sign-in waits for.
 */
export type SignInQuestion = { id: string, 
/**
 * `null` while it is not added yet.
 */
connection: ConnectionId | null, ask: SignInAsk, };

export type SignedBy = { 
/**
 * The signing profile's resource name.
 */
profile: string, state: ProgressState, 
/**
 * Amazon's words.
 */
failure: string | null, };

/**
 * Which repositories a profile signs.
 */
export type SigningRule = { profile: string, 
/**
 * Names in which `*` stands for any characters; none is all of them.
 */
filters: Array<string>, };

/**
 * Where a snippet belongs.
 */
export type SnippetKind = "dockerfile" | "compose" | "kubernetes" | "helm" | "ecsTask" | "fargate" | "lambda" | "appRunner" | "elasticBeanstalk" | "githubActions" | "gitlabCi" | "terraform" | "cloudFormation";

/**
 * What has to be known or done beside a snippet.
 */
export type SnippetNote = "nodeRole" | "pullSecret" | "onlyHere" | "chartValues" | "executionRole" | "registrySecret" | "sameRegion" | "copiedFirst" | "accessRole" | "instanceProfile" | "signInFile" | "pipelineRole" | "pipelineSecrets";

/**
 * Which text a snippet is from.
 */
export type SnippetPlace = "displayName" | "publisher" | "description" | "keywords" | "about" | "usage" | "image";

/**
 * One source, by its identity.
 */
export type SourceAt = { source: string, };

/**
 * Why a source did not answer.
 */
export type SourceProblem = { source: string, failure: Failure, };

/**
 * What the live sources added.
 */
export type SourcesAnswer = { added: number, refreshed: number, 
/**
 * Those that did not answer.
 */
problems: Array<SourceProblem>, };

export type SsoSession = { name: string, startUrl: string, region: string, };

/**
 * How much a registry vouches for a publisher.
 */
export type Standing = "unknown" | "verified" | "official";

export type StartBackfill = { connection: ConnectionId, region: string, destination: ReplicationDestination, };

/**
 * Begins a copy.
 */
export type StartCopy = { plan: PlanId, 
/**
 * What was typed where the plan asks for a name.
 */
typed: string, };

/**
 * Starts it after it could not start.
 */
export type StartLocalRegistry = { 
/**
 * Because another program took the one that it always had.
 */
anotherPort: boolean, };

/**
 * Begins to copy a registry as it was looked at.
 */
export type StartRegistryCopy = { outlook: JobId, 
/**
 * What was typed where a name is asked for.
 */
typed: string, };

export type StartRuleRun = { of: RuleRunsAt, 
/**
 * Only finds out what would come of it.
 */
dry: boolean, };

/**
 * Where an image is kept.
 */
export type StorageClass = "standard" | "archive" | "restoring";

/**
 * What came of it.
 */
export type StorageClassSet = { done: number, 
/**
 * Those that stayed where they were.
 */
failed: Array<ImageFailure>, };

export type StorageUse = { 
/**
 * Everything, each layer once.
 */
bytes: number, 
/**
 * The largest first.
 */
repositories: Array<RepositoryUse>, 
/**
 * The images of the repository asked for, the largest first; at most 1,000.
 */
images: Array<ImageUse>, };

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

export type SuggestionSource = "bookmark" | "history" | "connection" | "repository" | "tag" | "gallery";

export type SwitchRobot = { of: RobotAt, isOn: boolean, };

/**
 * Lets a source be asked, or not.
 */
export type SwitchSource = { source: string, enabled: boolean, };

/**
 * One tag of a repository.
 */
export type TagAt = { connection: ConnectionId, repository: string, tag: string, };

/**
 * When a tag goes by itself.
 */
export type TagExpiration = { 
/**
 * The registry has such a thing.
 */
offered: boolean, 
/**
 * `null`: it stays.
 */
at: number | null, };

/**
 * Which tags GitLab removes. `latest` is never among them.
 */
export type TagExpressions = { 
/**
 * How many of the newest stay.
 */
keepN: number | null, 
/**
 * Only what is older than this, as `14d`.
 */
olderThan: string | null, 
/**
 * What whole tags meet that are removed.
 */
nameRegexDelete: string | null, 
/**
 * What whole tags meet that stay.
 */
nameRegexKeep: string | null, };

/**
 * Where a tag points and pointed, newest first, as far as the registry remembers it, or it was seen from here.
 */
export type TagHistory = { moves: Array<TagMove>, watched: boolean, };

/**
 * A time that a tag was on one digest.
 */
export type TagMove = { digest: string, mediaType: string | null, 
/**
 * When it was first seen there.
 */
seenFrom: number, 
/**
 * When it was first seen elsewhere or gone; `null` for where it is.
 */
seenUntil: number | null, 
/**
 * The tag went, rather than moved.
 */
removed: boolean, };

/**
 * Which tags may move.
 */
export type TagMutability = { immutable: boolean, 
/**
 * Tags for which the opposite holds; `*` stands for any characters.
 */
exclusions: Array<string>, };

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
 * What came of it.
 */
finding: Finding, milliseconds: number, failure: Failure | null, };

/**
 * What a test tries, in this order.
 */
export type TestedThing = "address" | "credentials" | "reach" | "protocol" | "signIn" | "catalog" | "tags" | "referrers" | "identity" | "region";

export type Theme = "system" | "light" | "dark";

/**
 * What was done.
 */
export type TrailDeed = "pulled" | "fetchedLayer" | "pushed" | "sentLayer" | "deleted" | "expired" | "moved" | "copied" | "scanned" | "createdRepository" | "deletedRepository" | "set" | "looked" | "other";

export type TrailError = { code: string, said: string | null, };

export type TrailImage = { digest: string | null, tag: string | null, };

/**
 * Who did it.
 */
export type TrailPrincipal = { kind: TrailPrincipalKind, name: string, 
/**
 * The session of somebody in a role.
 */
session: string | null, 
/**
 * The EC2 instance, where the event names one.
 */
instance: string | null, account: string | null, arn: string | null, 
/**
 * The service of Amazon's that did it for them.
 */
by: string | null, };

export type TrailPrincipalKind = "user" | "role" | "root" | "service" | "account" | "federated" | "other";

export type TransferCost = { toInternet: Charge, toRegions: Charge, 
/**
 * Brought back from the archive in the last 30 days, or on its way.
 */
restored: Charge, total: number, 
/**
 * Expected pulls of repositories of which no image's bytes are known: they are not counted.
 */
unknownPulls: number, 
/**
 * Images that were brought back and whose bytes are not known: they are not counted.
 */
unknownRestored: number, };

export type TurnCause = "asked" | "scheduled" | "seen";

export type TurnOutcome = "done" | "nothing" | "partly" | "failed" | "stopped";

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
 * Until when the registry's own undo brings it back, where that is what makes it certain.
 */
restorableUntil: number | null, 
/**
 * Blobs that are gone already.
 */
missingBlobs: Array<string>, };

/**
 * A tag of which it is not known where it points, so that nothing of its repository goes.
 */
export type UnfollowedTag = { tag: string, 
/**
 * `null` where nobody has followed it yet.
 */
problem: Failure | null, };

/**
 * Why Portolan can't say what a rule would take.
 */
export type Unsayable = { "type": "expression", text: string, } | { "type": "amount", text: string, } | { "type": "kind" };

/**
 * What the upstream said of the cached tags.
 */
export type UpstreamLook = { 
/**
 * The repository there.
 */
upstream: string, 
/**
 * When it was asked.
 */
looked: number, 
/**
 * The cached tags, newest first; at most 50.
 */
tags: Array<CachedTag>, 
/**
 * Cached tags that were not asked for.
 */
leftOut: number, 
/**
 * Why those of the tags are not known whose state is so.
 */
problem: Failure | null, };

/**
 * How to use a repository with a tag or digest, on a platform.
 */
export type UseListing = { reference: string, 
/**
 * A tag or a digest.
 */
selector: string, 
/**
 * `linux/arm64`; `null` leaves it to the engine.
 */
platform: string | null, };

/**
 * A piece of a file that uses an image or chart.
 */
export type UseSnippet = { place: SnippetKind, 
/**
 * The file that it belongs into, or the first words of a shell command.
 */
fileName: string, text: string, 
/**
 * What has to be known or done beside it.
 */
note: SnippetNote | null, };

/**
 * A rule of a registry's own, or a setting that is as good as one.
 */
export type VendorRule = { "type": "harborRetention", policy: HarborRetention, } | { "type": "harborImmutable", rule: HarborImmutable, } | { "type": "harborReplication", policy: HarborReplication, } | { "type": "quayPrune", 
/**
 * `number_of_tags` or `creation_date`.
 */
method: string, 
/**
 * A number, or an age such as `7d`.
 */
value: string, tagPattern: string | null, 
/**
 * `false`: tags are pruned that do not meet it.
 */
tagPatternMatches: boolean, } | { "type": "quayImmutable", tag: string, immutable: boolean, } | { "type": "gitlabCleanup", enabled: boolean, cadence: string | null, tags: TagExpressions, } | { "type": "hubImmutable", enabled: boolean, expressions: Array<string>, } | { "type": "azureLock", tag: string | null, digest: string | null, may: LockedAttributes, };

export type VendorRules = { rules: Array<VendorRule>, 
/**
 * What a new one may begin as; `null` where there are no more than there are.
 */
blank: VendorRule | null, 
/**
 * Where rules of replication may copy from or to.
 */
places: Array<HarborPlace>, 
/**
 * How they are carried out can be seen and asked for.
 */
runs: boolean, };

/**
 * The rules of a scope.
 */
export type VendorRulesAt = { at: ScopeAt, purpose: RulePurpose, };

/**
 * A page that was opened.
 */
export type Visit = { title: string, address: string, at: number, };

/**
 * Where a listed repository is looked into.
 */
export type Visited = { connection: ConnectionId, repository: string, };

/**
 * A tag that is looked at from time to time, or a repository's new tags where none is named.
 */
export type Watch = { connection: ConnectionId, repository: string, tag: string | null, };

export type WatchBookmarks = { on: boolean, };

export type WatchList = { watches: Array<KnownWatch>, 
/**
 * Whether new tags of bookmarked repositories and images are told, too.
 */
bookmarks: boolean, };

/**
 * What goes when a repository is deleted itself.
 */
export type WholeRepository = { of: RepositoryAt, 
/**
 * `null` where the registry lists tags alone.
 */
images: number | null, tags: number, 
/**
 * There are more than were counted.
 */
more: boolean, 
/**
 * For how many days the registry can bring it back; `null`: not at all.
 */
restorableDays: number | null, };

/**
 * What the window keeps between starts, by key; its own JSON text, up to 256 KiB.
 */
export type WindowState = { key: string, value: string | null, };

/**
 * Why a vendor has something, and this sign-in does not.
 */
export type Withheld = "needsSignIn" | "needsToken";

/** Every command with its request and its reply. */
export type Commands = {
  read_about: { request: Nothing; reply: About };
  read_settings: { request: Nothing; reply: Settings };
  change_settings: { request: ChangeSettings; reply: Settings };
  read_diagnostics: { request: Nothing; reply: Diagnostics };
  measure_cache: { request: Nothing; reply: CacheUsage };
  clear_cache: { request: ClearCache; reply: CacheUsage };
  open_link: { request: OpenLink; reply: Nothing };
  list_connections: { request: Nothing; reply: Array<Connection> };
  list_known_sign_ins: { request: Nothing; reply: Array<KnownSignIn> };
  test_connection: { request: TestConnection; reply: ConnectionReport };
  add_connection: { request: ConnectionDraft; reply: Connection };
  edit_connection: { request: EditConnection; reply: Connection };
  reorder_connections: { request: ReorderConnections; reply: Array<Connection> };
  remove_connection: { request: ConnectionId; reply: Nothing };
  list_amazon_choices: { request: Nothing; reply: AmazonChoices };
  find_amazon_regions: { request: TestConnection; reply: Array<FoundAmazonRegion> };
  sign_in_to_identity_center: { request: IdentityCenterAt; reply: IdentityCenterSignedIn };
  list_sign_in_questions: { request: Nothing; reply: Array<SignInQuestion> };
  answer_sign_in: { request: AnswerSignIn; reply: Nothing };
  read_amazon_repository: { request: RepositoryAt; reply: AmazonRepository };
  create_amazon_repository: { request: CreateAmazonRepository; reply: RepositoryAt };
  delete_amazon_repository: { request: DeleteAmazonRepository; reply: Nothing };
  set_amazon_setting: { request: SetAmazonSetting; reply: Nothing };
  set_back: { request: SetBack; reply: Nothing };
  read_lifecycle: { request: RepositoryAt; reply: AmazonPolicy };
  check_lifecycle: { request: CheckLifecycle; reply: LifecycleCheck };
  preview_lifecycle_by_ecr: { request: CheckLifecycle; reply: LifecycleByEcr };
  read_permissions: { request: RepositoryAt; reply: AmazonPolicy };
  check_permissions: { request: CheckPermissions; reply: PermissionsCheck };
  list_permission_actions: { request: ListPermissionActions; reply: Array<PermissionActions> };
  add_permission_sample: { request: AddPermissionSample; reply: PolicyText };
  read_scan: { request: ImageAt; reply: ScanReport };
  start_scan: { request: ImageAt; reply: Nothing };
  compare_scans: { request: CompareScans; reply: ScanDifference };
  save_findings: { request: SaveFindings; reply: SavedFile };
  list_engine_logins: { request: AmazonRegionAt; reply: EngineLogins };
  sign_in_engine: { request: SignInEngine; reply: EngineSignedIn };
  set_storage_class: { request: SetStorageClass; reply: StorageClassSet };
  list_amazon_events: { request: ListAmazonEvents; reply: AmazonEvents };
  read_amazon_costs: { request: ReadAmazonCosts; reply: AmazonCosts };
  list_for_costs: { request: AmazonRegionAt; reply: CostsListed };
  estimate_saving: { request: EstimateSaving; reply: LifecycleSaving };
  copy_price_list: { request: Nothing; reply: PriceList };
  open_price_list: { request: Nothing; reply: PriceList };
  read_health: { request: ReadHealth; reply: Health };
  read_storage_use: { request: ReadStorageUse; reply: StorageUse };
  look_into_all: { request: LookIntoAll; reply: JobId };
  ask_pull_quota: { request: AskPullQuota; reply: AskedPullQuota };
  read_public_registry: { request: ConnectionId; reply: PublicRegistry };
  set_display_name: { request: SetDisplayName; reply: Nothing };
  check_alias: { request: CheckAlias; reply: AliasCheck };
  await_alias: { request: AwaitAlias; reply: Nothing };
  read_public_repository: { request: RepositoryAt; reply: PublicRepository };
  create_public_repository: { request: CreatePublicRepository; reply: RepositoryAt };
  delete_public_repository: { request: DeleteAmazonRepository; reply: Nothing };
  set_public_setting: { request: SetPublicSetting; reply: Nothing };
  set_public_catalog: { request: SetPublicCatalog; reply: Nothing };
  read_public_policy: { request: RepositoryAt; reply: AmazonPolicy };
  read_public_logo: { request: RepositoryAt; reply: PublicLogo };
  check_public_logo: { request: LogoFile; reply: LogoCheck };
  preview_markdown: { request: Markdown; reply: MarkdownPreview };
  set_registry_setting: { request: SetRegistrySetting; reply: Nothing };
  check_registry_setting: { request: SetRegistrySetting; reply: Array<RegistryComplaint> };
  read_replication: { request: RegistryAt; reply: RegistryReplication };
  list_backfills: { request: RegistryAt; reply: Array<ReplicationBackfill> };
  read_backfill: { request: BackfillAt; reply: BackfillReport };
  start_backfill: { request: StartBackfill; reply: Nothing };
  stop_backfill: { request: BackfillAt; reply: Nothing };
  list_cache_upstreams: { request: Nothing; reply: Array<KnownUpstream> };
  list_cache_rules: { request: RegistryAt; reply: Array<ListedCacheRule> };
  validate_cache_rule: { request: CacheRuleAt; reply: CacheValidity };
  list_cached: { request: CacheRuleAt; reply: CachedRepositories };
  compare_with_upstream: { request: CachedRepositoryAt; reply: UpstreamLook };
  read_registry_scanning: { request: RegistryAt; reply: RegistryScanning };
  list_creation_templates: { request: RegistryAt; reply: Array<ListedTemplate> };
  list_signing_rules: { request: RegistryAt; reply: Array<SigningRule> };
  read_registry_policy: { request: RegistryAt; reply: AmazonPolicy };
  list_account_settings: { request: RegistryAt; reply: Array<AccountSetting> };
  list_pull_exclusions: { request: RegistryAt; reply: Array<string> };
  read_image_progress: { request: ReadImageProgress; reply: ImageProgress };
  look_after_images: { request: LookAfterImages; reply: Nothing };
  list_repositories: { request: ListRepositories; reply: RepositoryWindow };
  list_branches: { request: ListBranches; reply: Array<Branch> };
  refresh_repositories: { request: ConnectionId; reply: Nothing };
  pin_repository: { request: RepositoryAt; reply: Nothing };
  unpin_repository: { request: RepositoryAt; reply: Nothing };
  find_repositories: { request: FindRepositories; reply: FoundRepositories };
  create_repository: { request: CreateRepository; reply: RepositoryAt };
  preview_repository_deletion: { request: RepositoryAt; reply: WholeRepository };
  delete_repository: { request: DeleteRepository; reply: Nothing };
  list_push_commands: { request: ListPushCommands; reply: Array<EngineCommand> };
  list_images: { request: ListImages; reply: ImageWindow };
  refresh_images: { request: RepositoryAt; reply: Refreshed };
  estimate_details: { request: RepositoryAt; reply: DetailCost };
  load_details: { request: RepositoryAt; reply: JobId };
  open_image: { request: OpenImage; reply: Image };
  read_raw: { request: ReadRaw; reply: Raw };
  save_raw: { request: ReadRaw; reply: SavedFile };
  list_pull_commands: { request: ListPullCommands; reply: Array<EngineCommand> };
  list_snippets: { request: ListSnippets; reply: Array<UseSnippet> };
  write_repository_code: { request: RepositoryAsCode; reply: Array<UseSnippet> };
  read_retention: { request: RepositoryAt; reply: KeptRetention };
  check_retention: { request: CheckRetention; reply: RetentionCheck };
  keep_retention: { request: KeepRetention; reply: KeptRetention };
  run_due_rules: { request: Nothing; reply: RanRules };
  preview_copy: { request: PreviewCopy; reply: CopyPlan };
  look_into_file: { request: LookIntoFile; reply: ImageFile };
  list_engines: { request: Nothing; reply: Array<LocalEngine> };
  start_copy: { request: StartCopy; reply: Begun };
  list_copies: { request: Nothing; reply: Array<Copy> };
  pause_copy: { request: ActivityId; reply: Nothing };
  go_on_with_copy: { request: ActivityId; reply: Begun };
  cancel_copy: { request: ActivityId; reply: Nothing };
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
  list_short_names: { request: Nothing; reply: ShortNames };
  check_short_name: { request: CheckShortName; reply: ShortNameCheck };
  resolve_short_name: { request: ResolveShortName; reply: ShortNameMeaning };
  change_short_name: { request: ShortNameChange; reply: Begun };
  undo_short_name: { request: ActivityId; reply: Begun };
  search_gallery: { request: SearchGallery; reply: GalleryWindow };
  read_gallery_shelf: { request: Nothing; reply: GalleryShelf };
  keep_search: { request: KeepSearch; reply: Nothing };
  forget_searches: { request: Nothing; reply: Nothing };
  read_listing: { request: ListingAt; reply: ListingPage };
  list_listing_tags: { request: ListListingTags; reply: ListingTagWindow };
  list_uses: { request: UseListing; reply: ListingUses };
  read_logo: { request: ListingAt; reply: Logo };
  visit_listing: { request: ListingAt; reply: Visited };
  read_publisher: { request: PublisherAt; reply: Publisher };
  ask_sources: { request: AskSources; reply: SourcesAnswer };
  list_sources: { request: Nothing; reply: Array<GallerySource> };
  switch_source: { request: SwitchSource; reply: GallerySource };
  start_harvest: { request: SourceAt; reply: JobId };
  pause_harvest: { request: SourceAt; reply: Nothing };
  export_pack: { request: ExportPack; reply: PackExport };
  import_pack: { request: ImportPack; reply: JobId };
  read_local_registry: { request: Nothing; reply: LocalRegistryStatus };
  start_local_registry: { request: StartLocalRegistry; reply: LocalRegistryStatus };
  protect_local_registry: { request: ProtectLocalRegistry; reply: LocalRegistryStatus };
  add_samples: { request: Nothing; reply: JobId };
  preview_free_space: { request: Nothing; reply: FreeSpacePlan };
  free_space: { request: FreeSpace; reply: JobId };
  read_repository_facts: { request: RepositoryAt; reply: RepositoryTold };
  set_description: { request: SetDescription; reply: Nothing };
  set_mark: { request: SetMark; reply: Nothing };
  read_tag_expiration: { request: TagAt; reply: TagExpiration };
  read_image_labels: { request: ImageAt; reply: ImageLabelsTold };
  set_image_setting: { request: SetImageSetting; reply: Nothing };
  read_registry_sbom: { request: ImageAt; reply: RegistrySbomTold };
  generate_sbom: { request: ImageAt; reply: Nothing };
  save_registry_sbom: { request: ImageAt; reply: SavedFile };
  read_offers: { request: ReadOffers; reply: RegistryOffers };
  read_log: { request: ReadLog; reply: LogPage };
  save_log: { request: SaveLog; reply: SavedFile };
  list_robots: { request: ListRobots; reply: RobotList };
  read_robot_permissions: { request: RobotAt; reply: Array<RobotPermission> };
  create_robot: { request: CreateRobot; reply: RobotSecret };
  renew_robot_secret: { request: RobotAt; reply: RobotSecret };
  set_robot_permissions: { request: SetRobotPermissions; reply: Nothing };
  switch_robot: { request: SwitchRobot; reply: Nothing };
  delete_robot: { request: RobotAt; reply: Nothing };
  list_collections: { request: ListCollections; reply: CollectionPage };
  collect_garbage: { request: CollectGarbage; reply: Nothing };
  read_collection_log: { request: GarbageTurnAt; reply: GarbageLog };
  stop_collection: { request: GarbageTurnAt; reply: Nothing };
  read_garbage_schedule: { request: ConnectionId; reply: GarbageScheduling };
  set_garbage_schedule: { request: SetGarbageSchedule; reply: Nothing };
  read_vendor_rules: { request: VendorRulesAt; reply: VendorRules };
  set_vendor_rule: { request: SetVendorRule; reply: Nothing };
  read_locks: { request: LocksAt; reply: Array<VendorRule> };
  list_matching_tags: { request: MatchingTags; reply: Array<string> };
  preview_prune: { request: PruneOf; reply: PrunePreview };
  remove_matching_tags: { request: PruneOf; reply: Nothing };
  list_rule_runs: { request: RuleRunsAt; reply: Array<RuleRun> };
  start_rule_run: { request: StartRuleRun; reply: Nothing };
  stop_rule_run: { request: RuleRunAt; reply: Nothing };
  list_rule_tasks: { request: RuleRunAt; reply: Array<RuleTask> };
  read_rule_log: { request: RuleTaskAt; reply: RuleLog };
  read_tag_history: { request: ReadTagHistory; reply: TagHistory };
  compare_packages: { request: ComparePackages; reply: PackageComparison };
  list_watches: { request: Nothing; reply: WatchList };
  set_watch: { request: SetWatch; reply: Nothing };
  watch_bookmarks: { request: WatchBookmarks; reply: Nothing };
  look_at_watches: { request: Nothing; reply: WatchList };
  save_activities: { request: SaveActivities; reply: SavedFile };
  read_pull_cache: { request: Nothing; reply: PullCache };
  check_pull_rule: { request: SetPullRule; reply: Array<PullComplaint> };
  set_pull_rule: { request: SetPullRule; reply: Nothing };
  set_pull_limits: { request: PullLimits; reply: Nothing };
  list_pulled: { request: ListPulled; reply: Array<PulledImage> };
  evict_pulled: { request: EvictPulled; reply: Evicted };
  look_for_newer: { request: LookForNewer; reply: NewerFound };
  list_copy_rules: { request: Nothing; reply: Array<KnownCopyRule> };
  check_copy_rule: { request: CopyRule; reply: CopyRuleCheck };
  set_copy_rule: { request: SetCopyRule; reply: Nothing };
  run_copy_rule: { request: RunCopyRule; reply: JobId };
  look_ahead: { request: CopyRule; reply: JobId };
  read_outlook: { request: JobId; reply: ReplicationOutlook };
  start_registry_copy: { request: StartRegistryCopy; reply: JobId };
  list_replicated: { request: ListReplicated; reply: ReplicatedWindow };
};
