// A host without a registry, for looking at screens and for their tests. It is never part of the window.
import type {
  AmazonChoices,
  Bookmark,
  Branch,
  Connection,
  ConnectionDraft,
  Event,
  ImageFilter,
  Job,
  Settings,
  Suggestion,
  TestStep,
} from "~/bridge/generated/contract";
import { FailedCall, abortError } from "~/bridge/host";
import type { CommandName, Host, ReplyOf, RequestOf } from "~/bridge/host";
import { makeGalleryAnswers } from "./fake_gallery";
import { priceList } from "./fake_costs";
import { publisherAnswers } from "./fake_public";
import { amazonRegistryAnswers } from "./fake_amazon_registry";
import { administrationAnswers } from "./fake_administration";
import { historyAnswers } from "./fake_history";
import { copyAnswers } from "./fake_copies";
import { replicationAnswers } from "./fake_replication";
import { pullCacheAnswers } from "./fake_pull_cache";
import { retentionAnswers } from "./fake_retention";
import { vendorRuleAnswers } from "./fake_vendor_rules";
import { shortNameAnswers } from "./fake_short_names";
import { activities, allYes, connections, day, digestOf, failure, image, imageRow, now, repositories } from "./fake_content";

export type Answers = { [C in CommandName]: (request: RequestOf<C>) => ReplyOf<C> | Promise<ReplyOf<C>> };

export interface FakeHost extends Host {
  /** Tells the window an event. */
  tell: (event: Event) => void;
  /** What was asked, in order. */
  asked: { command: CommandName; request: unknown }[];
}

const huge = (repository: string): number =>
  Object.values(repositories)
    .flat()
    .find((row) => row.name === repository)?.tags ?? 12;

const matches = (filter: ImageFilter, tags: readonly string[]): boolean =>
  filter.text === "" || tags.some((tag) => tag.includes(filter.text));

function branchesOf(connection: string, path: string): Branch[] {
  const prefix = path === "" ? "" : `${path}/`;
  const found = new Map<string, Branch>();
  for (const { name } of repositories[connection] ?? []) {
    if (!name.startsWith(prefix)) continue;
    const [first = "", ...rest] = name.slice(prefix.length).split("/");
    const branch = found.get(first) ?? { name: first, path: prefix + first, isRepository: false, below: 0 };
    found.set(first, rest.length === 0 ? { ...branch, isRepository: true } : { ...branch, below: branch.below + 1 });
  }
  return [...found.values()];
}

function connectionOf(id: string, draft: ConnectionDraft, before?: Connection): Connection {
  const host = draft.address.replace(/^https?:\/\//, "").split("/")[0] ?? draft.address;
  const { signIn } = draft;
  return {
    ...(before ?? { kind: "generic", capabilities: allYes, repositories: { creates: null, deletes: false }, lastReached: null, problem: null }),
    id,
    host,
    name: draft.name === "" ? host : draft.name,
    plainHttp: draft.plainHttp,
    signIn: signIn.type === "password" ? { type: "password", user: signIn.user } : signIn.type === "token" ? { type: "token" } : signIn,
    secret: signIn.type === "password" || signIn.type === "token" ? "keyring" : signIn.type === "known" ? "elsewhere" : "none",
    readOnly: draft.readOnly,
    production: draft.production,
    authorities: draft.authorities,
    clientCertificate: draft.clientCertificate.type !== "none",
    proxy: draft.proxy,
    approvedHosts: draft.approvedHosts,
    hosts: [],
    hasOffers: before?.hasOffers ?? false,
    amazon: null,
  };
}

const amazonChoices: AmazonChoices = {
  profiles: [
    { name: "default", region: "eu-central-1", kind: "accessKey", account: null, mfaDevice: null, role: null, sso: null, problem: null, endpoints: [] },
    { name: "work", region: "eu-west-1", kind: "identityCenter", account: "123456789012", mfaDevice: null, role: "Developer", sso: { startUrl: "https://company.awsapps.com/start", region: "eu-west-1" }, problem: null, endpoints: [{ api: "ecr", address: "https://vpce-0a1b.ecr.example", from: "[services private]" }] },
    { name: "push", region: null, kind: "role", account: "123456789012", mfaDevice: "arn:aws:iam::123456789012:mfa/ada", role: "arn:aws:iam::123456789012:role/Push", sso: null, problem: null, endpoints: [] },
    { name: "broken", region: null, kind: "unusable", account: null, mfaDevice: null, role: null, sso: null, problem: "its source_profile gone is not there", endpoints: [] },
  ],
  defaultProfile: "default",
  region: null,
  endpoints: [{ api: "sts", address: "http://localhost:4566", from: "AWS_ENDPOINT_URL_STS" }],
  ssoSessions: [{ name: "company", startUrl: "https://company.awsapps.com/start", region: "eu-west-1" }],
  regions: [
    { name: "ap-southeast-7", title: "Asia Pacific (Thailand)", mustBeEnabled: true, partition: "aws" },
    { name: "eu-central-1", title: "Europe (Frankfurt)", mustBeEnabled: false, partition: "aws" },
    { name: "eu-west-1", title: "Europe (Ireland)", mustBeEnabled: false, partition: "aws" },
    { name: "us-east-1", title: "US East (N. Virginia)", mustBeEnabled: false, partition: "aws" },
    { name: "cn-north-1", title: "China (Beijing)", mustBeEnabled: false, partition: "aws-cn" },
  ],
  problems: [],
};

const step = (what: TestStep["what"], said: string, change: Partial<TestStep> = {}): TestStep => ({
  what,
  outcome: "passed",
  finding: said === "" ? { type: "nothing" } : { type: "said", text: said },
  milliseconds: 38,
  failure: null,
  ...change,
});

const notFound = new FailedCall(failure({ code: { type: "notFound" }, retry: "no" }));

/** A host with made-up content; `change` replaces answers. */
export function makeFakeHost(change: Partial<Answers> = {}, delay = 0): FakeHost {
  const listeners = new Set<(event: Event) => void>();
  const asked: FakeHost["asked"] = [];
  const kept = new Map<string, string | null>();
  let known = [...connections];
  let bookmarks: Bookmark[] = [
    { id: "b1", title: "compass", address: "localhost:5442/samples/compass" },
    { id: "b2", title: "api 1.27.0", address: "registry.acme.example/platform/api:1.27.0" },
  ];
  let visits = [{ title: "compass", address: "localhost:5442/samples/compass", at: now - 60_000 }];
  let settings: Settings = {
    language: "system",
    theme: "system",
    cacheLimit: 2_000_000_000,
    undoDays: 14,
    proxy: { type: "system" },
    logLevel: "info",
    downloadsFolder: "",
    notifications: true,
    keepInTray: false,
    schedulesPaused: false,
    followMinutes: 15,
    homeFolder: "/home/ada/.local/share/portolan",
    logFolder: "/home/ada/.local/share/portolan/logs",
    registryFolder: "/home/ada/.local/share/portolan/registry",
  };
  let jobs: Job[] = [
    {
      id: "a7",
      kind: "change",
      connection: "local",
      repository: "team/huge",
      doneItems: 112,
      totalItems: 400,
      doneBytes: 0,
      totalBytes: null,
      rate: 14,
      secondsLeft: 21,
    },
  ];
  const tell = (event: Event): void => {
    for (const listener of listeners) listener(event);
  };
  const local = {
    connection: "local",
    running: true,
    address: "localhost:5442",
    folder: settings.registryFolder,
    user: null,
    repositories: 8,
    bytes: 1_244_000_000,
    problem: null,
  };

  const answers: Answers = {
    read_about: () => ({
      version: "0.1.0",
      platform: "linux x86_64",
      home: settings.homeFolder,
      localRegistry: "local",
      firstRun: false,
      keyring: "available",
      problems: [],
    }),
    read_settings: () => settings,
    change_settings: (request) => {
      settings = { ...settings, ...request };
      tell({ type: "settingsChanged" });
      return settings;
    },
    read_diagnostics: () => ({ text: "Portolan 0.1.0 on linux x86_64" }),
    measure_cache: () => ({
      bytes: 148_000_000,
      limit: settings.cacheLimit,
      connections: known.map(({ id }, index) => ({ connection: id, bytes: 37_000_000 * (index + 1) })),
    }),
    clear_cache: () => ({ bytes: 0, limit: settings.cacheLimit, connections: [] }),
    list_connections: () => known,
    list_amazon_choices: () => amazonChoices,
    find_amazon_regions: () => [
      { region: "ap-southeast-7", hasRepositories: null, problem: null },
      { region: "eu-central-1", hasRepositories: true, problem: null },
      { region: "eu-west-1", hasRepositories: true, problem: null },
      { region: "us-east-1", hasRepositories: false, problem: null },
    ],
    read_amazon_repository: ({ repository }) => ({
      arn: `arn:aws:ecr:eu-west-1:123456789012:repository/${repository}`,
      uri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}`,
      created: now - 200 * day,
      mutability: { immutable: true, exclusions: ["latest", "dev-*"] },
      scanOnPush: true,
      encryption: { kind: "kms", key: "arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c" },
      resourceTags: [{ key: "team", value: "navigation" }],
      problem: null,
    }),
    create_amazon_repository: ({ connection, region, name }) => ({ connection, repository: `${region}/${name}` }),
    delete_amazon_repository: () => ({}),
    create_repository: ({ connection, name }) => ({ connection, repository: name }),
    preview_repository_deletion: (of) => ({ of, images: 4, tags: 7, more: false, restorableDays: null }),
    delete_repository: () => ({}),
    set_amazon_setting: () => ({}),
    set_back: () => ({}),
    read_lifecycle: () => ({ text: null, evaluated: null }),
    check_lifecycle: () => ({ rules: [], complaints: [], doubts: [], preview: null }),
    preview_lifecycle_by_ecr: () => ({ expire: 1, archive: 0, differences: [] }),
    list_engine_logins: ({ region }) => ({
      host: `123456789012.dkr.ecr.${region}.amazonaws.com`,
      engines: [
        { engine: "docker", keeper: { type: "helper", name: "secretservice" } },
        { engine: "podman", keeper: { type: "file", path: "/run/user/1000/containers/auth.json" } },
      ],
      commands: [
        { engine: "docker", shell: "posix", text: `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin 123456789012.dkr.ecr.${region}.amazonaws.com` },
        { engine: "podman", shell: "powerShell", text: `(Get-ECRLoginCommand -Region ${region}).Password | podman login --username AWS --password-stdin 123456789012.dkr.ecr.${region}.amazonaws.com` },
      ],
    }),
    sign_in_engine: () => ({ host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com", until: now + 12 * 3_600_000 }),
    look_after_images: () => ({}),
    compare_with_upstream: ({ repository }) => ({
      upstream: `docker.io/${repository.split("/").slice(2).join("/")}`,
      looked: now - 60_000,
      tags: [
        { tag: "1.27", digest: digestOf("1.27"), state: "fresh" },
        { tag: "latest", digest: digestOf("latest"), state: "stale" },
        { tag: "1.9", digest: digestOf("1.9"), state: "gone" },
      ],
      leftOut: 0,
      problem: null,
    }),
    set_storage_class: ({ digests }) => ({ done: digests.length, failed: [] }),
    read_amazon_costs: () => ({ prices: priceList, bill: null, repositories: [], images: [], transfer: null }),
    read_health: () => ({
      findings: [],
      counts: { contentGone: 0, brokenIndex: 0, danglingReferrer: 0, unpulled: 0, noTags: 0, nearLimit: 0 },
      known: { repositories: 0, unlisted: 0, images: 0, unread: 0, tellsPulls: false, oldest: null },
      quota: null,
    }),
    read_storage_use: () => ({ bytes: 0, repositories: [], images: [] }),
    look_into_all: () => "job-look",
    ask_pull_quota: () => ({ quota: { limit: 100, remaining: 12, window: 21_600, seenAt: now }, by: "ratelimitpreview/test:latest" }),
    list_for_costs: () => ({ repositories: 0, problem: null }),
    estimate_saving: () => ({ currency: "USD", saving: null }),
    copy_price_list: () => priceList,
    open_price_list: () => priceList,
    list_amazon_events: () => ({ events: [], reached: null, next: null }),
    read_permissions: () => ({ text: null, evaluated: null }),
    check_permissions: () => ({ complaints: [], warnings: [], access: [] }),
    list_permission_actions: () => [{ deed: "pull", actions: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }],
    add_permission_sample: ({ text }) => ({ text }),
    read_scan: () => ({ status: "never", description: null, completed: null, known: null, counts: [], findings: [], isCut: false }),
    start_scan: () => ({}),
    compare_scans: () => ({ one: "complete", other: "complete", new: [], gone: [], same: [] }),
    save_findings: ({ format }) => ({ path: `/home/ada/Downloads/findings.${format}` }),
    ...amazonRegistryAnswers,
    sign_in_to_identity_center: () => ({ expires: now + 8 * 3_600_000, accounts: [{ id: "123456789012", name: "Work", email: null, roles: ["Developer", "ReadOnly"] }] }),
    list_sign_in_questions: () => [],
    answer_sign_in: () => ({}),
    read_repository_facts: () => ({ facts: null }),
    set_description: () => ({}),
    set_mark: () => ({}),
    find_repositories: () => ({ repositories: null }),
    read_tag_expiration: () => ({ offered: false, at: null }),
    read_image_labels: () => ({ labels: null }),
    set_image_setting: () => ({}),
    read_registry_sbom: () => ({ sbom: null }),
    generate_sbom: () => ({}),
    save_registry_sbom: () => ({ path: "/home/ada/Downloads/atlas-sbom.json" }),
    list_known_sign_ins: () => [
      { source: "docker", host: "ghcr.io", user: "ada", path: "/home/ada/.docker/config.json" },
      { source: "podman", host: "quay.io", user: null, path: "/run/user/1000/containers/auth.json" },
    ],
    test_connection: ({ draft }) => ({
      host: draft.address,
      kind: draft.address.startsWith("docker.io") ? "dockerHub" : "generic",
      repository: null,
      works: !draft.address.includes("wrong"),
      capabilities: allYes,
      steps: [
        step("address", draft.address, { milliseconds: 0 }),
        step("reach", "TLS 1.3, certificate by Example CA", { milliseconds: 61 }),
        step("protocol", "Docker-Distribution-Api-Version: registry/2.0"),
        draft.address.includes("wrong")
          ? step("signIn", "401 Unauthorized", {
              outcome: "failed",
              failure: failure({ code: { type: "signInNeeded" }, hint: { type: "wrongPassword", host: draft.address }, retry: "afterChange" }),
            })
          : step("signIn", "Bearer token for repository:*:pull"),
        step("catalog", "404 Not Found", {
          outcome: "noted",
          failure: failure({ code: { type: "unsupported" }, hint: { type: "catalogNotOffered" }, retry: "no" }),
        }),
        step("referrers", "", { outcome: "skipped", finding: { type: "noImage" }, milliseconds: 0 }),
      ],
    }),
    add_connection: (draft) => {
      const added = connectionOf(`c${String(known.length)}`, draft);
      known = [...known, added];
      tell({ type: "connectionsChanged" });
      return added;
    },
    edit_connection: ({ id, draft }) => {
      const before = known.find((each) => each.id === id);
      const edited = connectionOf(id, draft, before);
      known = known.map((each) => (each.id === id ? edited : each));
      tell({ type: "connectionsChanged" });
      return edited;
    },
    reorder_connections: ({ ids }) => {
      known = ids.flatMap((id) => known.filter((each) => each.id === id));
      tell({ type: "connectionsChanged" });
      return known;
    },
    remove_connection: (id) => {
      known = known.filter((each) => each.id !== id);
      tell({ type: "connectionsChanged" });
      return {};
    },
    list_repositories: ({ connection, filter, offset, limit }) => {
      const all = repositories[connection] ?? [];
      const found = all.filter((row) => row.name.includes(filter));
      return {
        total: found.length,
        all: all.length,
        offset,
        rows: found.slice(offset, offset + limit),
        marks: [],
        catalog: connection === "ghcr" ? "no" : "yes",
        observedAt: now - 4 * 60_000,
        refreshing: false,
        problem: known.find((each) => each.id === connection)?.problem ?? null,
      };
    },
    list_branches: ({ connection, path }) => branchesOf(connection, path),
    refresh_repositories: () => ({}),
    pin_repository: () => ({}),
    unpin_repository: () => ({}),
    list_push_commands: ({ connection, repository }) => {
      const host = known.find((each) => each.id === connection)?.host ?? connection;
      const name = `${host}/${repository ?? "team/new"}:TAG`;
      return [
        { engine: "docker", text: `docker tag IMAGE ${name}\ndocker push ${name}` },
        { engine: "podman", text: `podman push IMAGE ${name}` },
        { engine: "skopeo", text: `skopeo copy docker-archive:image.tar docker://${name}` },
      ];
    },
    list_images: ({ repository, filter, offset, limit }) => {
      const all = huge(repository);
      const places = Array.from({ length: all }, (_, index) => index);
      const found = filter.text === "" ? places : places.filter((index) => matches(filter, imageRow(repository, index, all).tags));
      return {
        total: found.length,
        all,
        untagged: 0,
        known: Math.min(all, 400),
        offset,
        rows: found.slice(offset, offset + limit).map((index) => imageRow(repository, index, all)),
        platforms: [{ value: "linux/amd64", count: Math.ceil(all * 0.8) }],
        kinds: [{ kind: "index", count: Math.ceil(all * 0.8) }],
        tells: [],
        denied: [],
        observedAt: now - 4 * 60_000,
        refreshing: false,
        problem: null,
        revision: 1,
      };
    },
    refresh_images: () => ({ tags: 12, added: 0, moved: 0, gone: 0 }),
    estimate_details: (of) => ({ of, unknown: huge(of.repository), requests: huge(of.repository) * 2 }),
    load_details: () => "job-details",
    open_image: ({ connection, repository, selector }) => {
      const host = known.find((each) => each.id === connection)?.host ?? connection;
      return image(`${host}/${repository}${selector.includes(":") ? "@" : ":"}${selector}`, repository);
    },
    read_raw: ({ digest }) => ({
      digest,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: 27,
      text: '{\n  "schemaVersion": 2\n}\n',
    }),
    save_raw: () => ({ path: "/home/ada/Downloads/manifest.json" }),
    list_pull_commands: ({ repository, selector }) => [
      { engine: "docker", text: `docker pull localhost:5442/${repository}:${selector}` },
      { engine: "podman", text: `podman pull localhost:5442/${repository}:${selector}` },
    ],
    list_snippets: ({ repository, selector }) => [
      { place: "dockerfile", fileName: "Dockerfile", text: `FROM localhost:5442/${repository}:${selector}`, note: null },
      { place: "kubernetes", fileName: "deployment.yaml", text: `image: localhost:5442/${repository}:${selector}`, note: "onlyHere" },
    ],
    write_repository_code: ({ name }) => [{ place: "terraform", fileName: "repository.tf", text: `resource "aws_ecr_repository" "${name}" {}`, note: null }],
    ...shortNameAnswers,
    ...pullCacheAnswers,
    ...retentionAnswers,
    ...administrationAnswers,
    ...vendorRuleAnswers,
    ...historyAnswers,
    ...copyAnswers,
    ...replicationAnswers,
    ...publisherAnswers,
    preview_change: ({ connection, change: wanted }) => ({
      id: "plan",
      connection,
      repository: wanted.repository,
      purpose: { type: "change", change: wanted },
      items: [{ deed: "removeTag", tag: "1.0", digest: digestOf("x"), before: null, kind: "image", size: 1_000 }],
      blastRadius: { tags: [], indexes: [], referrers: [], images: 0, bytes: null },
      undo: { certainty: "certain", until: now + 14 * day, canKeepLayers: true, layerBytes: 1_000, restorableUntil: null, missingBlobs: [] },
      confirmation: { type: "button" },
      warnings: [],
      requests: 3,
      expiresAt: now + 600_000,
    }),
    preview_undo: (of) =>
      answers.preview_change({
        connection: "local",
        change: { type: "addTag", repository: "team/app", digest: digestOf(of), tag: "1.0" },
      }),
    preview_resume: (of) => answers.preview_undo(of),
    carry_out: () => {
      setTimeout(() => tell({ type: "jobEnded", job: "a6", failure: null }), 300);
      return { activity: "a6" };
    },
    list_activities: ({ offset, limit }) => ({ total: activities.length, offset, rows: activities.slice(offset, offset + limit) }),
    read_activity: (id) => {
      const found = activities.find((each) => each.id === id);
      if (!found) throw notFound;
      const items = Array.from({ length: found.items }, (_, index) => ({
        target: digestOf(`${id} ${String(index)}`),
        state: index < found.done ? ("done" as const) : index < found.done + found.failed ? ("failed" as const) : ("waiting" as const),
        failure:
          index >= found.done && index < found.done + found.failed
            ? failure({ code: { type: "forbidden" }, hint: { type: "missingPermission", host: "registry.acme.example", scope: "delete" } })
            : null,
      }));
      return { activity: found, items, failure: null };
    },
    list_jobs: () => jobs,
    cancel_job: (id) => {
      jobs = jobs.filter((job) => job.id !== id);
      tell({ type: "jobEnded", job: id, failure: null });
      return {};
    },
    resolve_address: ({ text }) => {
      const found = known.find((each) => text.startsWith(each.host));
      if (found && text === found.host) return { type: "connection", connection: found.id };
      if (!found && /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text)) {
        const [host = "", ...rest] = text.split("/");
        return { type: "newRegistry", host, repository: rest.join("/").split(/[:@]/)[0] ?? null, selector: null };
      }
      if (!found) return { type: "words", text };
      const [, repository = "", selector] = /^([^:@]+)(?:[:@](.+))?$/.exec(text.slice(found.host.length + 1)) ?? [];
      return selector === undefined
        ? { type: "repository", connection: found.id, repository }
        : { type: "image", connection: found.id, repository, selector };
    },
    suggest: ({ text, limit }) => {
      const wanted = text.toLowerCase();
      const found = Object.entries(repositories).flatMap(([id, rows]): Suggestion[] => {
        const host = known.find((each) => each.id === id)?.host ?? id;
        return rows
          .filter((row) => `${host}/${row.name}`.includes(wanted))
          .map((row) => ({
            target: { type: "repository", connection: id, repository: row.name },
            text: `${host}/${row.name}`,
            source: "repository",
          }));
      });
      return found.slice(0, limit);
    },
    list_bookmarks: () => bookmarks,
    add_bookmark: ({ title, address }) => {
      const added = { id: `b${String(bookmarks.length + 1)}`, title, address };
      bookmarks = [...bookmarks, added];
      tell({ type: "bookmarksChanged" });
      return added;
    },
    edit_bookmark: ({ id, title, position }) => {
      const edited = bookmarks.find((each) => each.id === id);
      if (edited) {
        const rest = bookmarks.filter((each) => each.id !== id);
        bookmarks = [...rest.slice(0, position), { ...edited, title }, ...rest.slice(position)];
      }
      tell({ type: "bookmarksChanged" });
      return {};
    },
    remove_bookmark: ({ id }) => {
      bookmarks = bookmarks.filter((each) => each.id !== id);
      tell({ type: "bookmarksChanged" });
      return {};
    },
    list_history: ({ filter, limit }) => visits.filter((visit) => visit.address.includes(filter)).slice(0, limit),
    record_visit: ({ title, address }) => {
      visits = [{ title, address, at: Date.now() }, ...visits.filter((visit) => visit.address !== address)];
      return {};
    },
    clear_history: () => {
      visits = [];
      return {};
    },
    read_window_state: ({ key }) => ({ key, value: kept.get(key) ?? null }),
    keep_window_state: ({ key, value }) => {
      kept.set(key, value);
      return {};
    },
    read_local_registry: () => local,
    protect_local_registry: ({ user }) => ({ ...local, user }),
    start_local_registry: () => local,
    add_samples: () => "job-samples",
    preview_free_space: () => ({
      id: "free",
      manifests: 31,
      blobs: 118,
      bytes: 482_000_000,
      sparedBytes: 61_000_000,
      repositories: [{ name: "team/app", manifests: 31, bytes: 482_000_000 }],
      expiresAt: now + 600_000,
    }),
    free_space: () => "job-space",
    open_link: () => ({}),
    ...makeGalleryAnswers(() => {
      throw notFound;
    }),
    ...change,
  };

  return {
    asked,
    tell,
    async call<C extends CommandName>(command: C, request: RequestOf<C>, signal?: AbortSignal): Promise<ReplyOf<C>> {
      asked.push({ command, request });
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      if (signal?.aborted) throw abortError();
      const answer = answers[command] as (request: RequestOf<C>) => ReplyOf<C> | Promise<ReplyOf<C>>;
      return answer(request);
    },
    subscribe(onEvent) {
      listeners.add(onEvent);
      return () => {
        listeners.delete(onEvent);
      };
    },
  };
}
