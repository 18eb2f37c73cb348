// A made-up registry of Amazon ECR in a region: its settings and rules, and what became of them.
import type { KnownUpstream, RegistryComplaint, RegistrySetting } from "~/bridge/generated/contract";
import { day, digestOf, now } from "./fake_content";
import type { Answers } from "./fake_host";

const account = "123456789012";
const elsewhere = { region: "us-east-1", account };

const upstreams: KnownUpstream[] = [
  { upstream: "dockerHub", address: "registry-1.docker.io", needsCredential: true, takesRole: false },
  { upstream: "ecrPublic", address: "public.ecr.aws", needsCredential: false, takesRole: false },
  { upstream: "quay", address: "quay.io", needsCredential: false, takesRole: false },
  { upstream: "kubernetes", address: "registry.k8s.io", needsCredential: false, takesRole: false },
  { upstream: "gitHub", address: "ghcr.io", needsCredential: true, takesRole: false },
  { upstream: "gitLab", address: "registry.gitlab.com", needsCredential: true, takesRole: false },
  { upstream: "azure", address: ".azurecr.io", needsCredential: true, takesRole: false },
  { upstream: "chainguard", address: "cgr.dev", needsCredential: true, takesRole: false },
  { upstream: "ecr", address: ".amazonaws.com", needsCredential: false, takesRole: true },
];

const complaint = (part: Pick<RegistryComplaint, "field" | "problem"> & Partial<RegistryComplaint>): RegistryComplaint => ({ rule: null, entry: null, ...part });

/** Some of what the host says of a setting. */
function complaintsOf(setting: RegistrySetting): RegistryComplaint[] {
  switch (setting.type) {
    case "replication":
      return setting.rules.flatMap(({ destinations }, rule) =>
        destinations.flatMap((destination, entry) =>
          destination.account.length === 12
            ? []
            : [complaint({ field: "destinationAccount", rule, entry, problem: { type: "tooShort", has: destination.account.length, least: 12 } })],
        ),
      );
    case "cacheRule":
      return [
        ...(setting.prefix.length < 2 ? [complaint({ field: "cachePrefix", problem: { type: "tooShort", has: setting.prefix.length, least: 2 } })] : []),
        ...(upstreams.find((each) => each.upstream === setting.rule?.upstream)?.needsCredential && setting.rule?.credential === null
          ? [complaint({ field: "credential", problem: { type: "missing" } })]
          : []),
      ];
    case "policy":
      return setting.text === null || setting.text.startsWith("{")
        ? []
        : [complaint({ field: "registryPolicy", problem: { type: "permissions", path: "$", problem: { type: "syntax", line: 1, column: 1, met: "expected value" } } })];
    case "template":
      return setting.template?.appliedFor.length === 0 ? [complaint({ field: "occasions", problem: { type: "missing" } })] : [];
    default:
      return [];
  }
}

export const amazonRegistryAnswers = {
  set_registry_setting: () => ({}),
  check_registry_setting: ({ setting }) => complaintsOf(setting),
  read_replication: () => ({ account, rules: [{ destinations: [elsewhere], prefixes: ["prod", "team/app"], deletes: true }] }),
  list_backfills: () => [
    { id: "b2", destination: elsewhere, state: "running", total: 240, done: 96, failed: 0, failure: null, started: now - 600_000, ended: null },
    { id: "b1", destination: elsewhere, state: "complete", total: 12, done: 11, failed: 1, failure: null, started: now - 9 * day, ended: now - 9 * day },
  ],
  read_backfill: ({ id, destination }) => ({
    backfill: { id, destination, state: "complete", total: 12, done: 11, failed: 1, failure: null, started: now - 9 * day, ended: now - 9 * day },
    images: [{ repository: "team/app", image: digestOf("one"), there: false, failure: "KMS_KEY_ACCESS_DENIED" }],
  }),
  start_backfill: () => ({}),
  stop_backfill: () => ({}),
  list_cache_upstreams: () => upstreams,
  list_cache_rules: () => [
    {
      prefix: "docker-hub",
      rule: {
        upstream: "dockerHub",
        address: "registry-1.docker.io",
        upstreamPrefix: null,
        credential: `arn:aws:secretsmanager:eu-west-1:${account}:secret:ecr-pullthroughcache/docker-hub-AbCdEf`,
        role: null,
      },
      created: now - 90 * day,
      updated: null,
    },
    { prefix: "k8s", rule: { upstream: "kubernetes", address: "registry.k8s.io", upstreamPrefix: null, credential: null, role: null }, created: now - 30 * day, updated: null },
  ],
  validate_cache_rule: ({ prefix }) => (prefix === "k8s" ? { valid: true, failure: null } : { valid: false, failure: "The upstream registry refused the credentials" }),
  list_cached: ({ region, prefix }) => ({
    rows: [
      { repository: `${region}/${prefix}/library/nginx`, images: 4, more: false, brought: now - 3 * day, pulled: now - day },
      { repository: `${region}/${prefix}/library/redis`, images: null, more: false, brought: null, pulled: null },
    ],
    more: false,
  }),
  read_registry_scanning: () => ({ enhanced: true, rules: [{ frequency: "continuous", filters: ["prod*"] }] }),
  list_creation_templates: () => [
    {
      prefix: "docker-hub",
      template: {
        description: "What the cache brings",
        appliedFor: ["pullThroughCache", "push"],
        mutability: { immutable: true, exclusions: ["latest"] },
        encryption: { kind: "aes256", key: null },
        repositoryPolicy: null,
        lifecyclePolicy: null,
        resourceTags: [{ key: "team", value: "infra" }],
        role: `arn:aws:iam::${account}:role/ecr-templates`,
      },
    },
  ],
  list_signing_rules: ({ region }) => [{ profile: `arn:aws:signer:${region}:${account}:/signing-profiles/release`, filters: ["prod/*"] }],
  read_registry_policy: () => ({ text: null, evaluated: null }),
  list_account_settings: () => [
    { name: "basicScanTypeVersion", value: "AWS_NATIVE", values: ["AWS_NATIVE"], problem: null },
    { name: "registryPolicyScope", value: null, values: ["V2"], problem: null },
    { name: "blobMounting", value: "DISABLED", values: ["ENABLED", "DISABLED"], problem: null },
  ],
  list_pull_exclusions: () => [`arn:aws:iam::${account}:role/scanner`],
  read_image_progress: () => ({
    replication: [{ destination: elsewhere, state: "complete", failure: null }],
    signing: [{ profile: `arn:aws:signer:eu-west-1:${account}:/signing-profiles/release`, state: "failed", failure: "The profile was revoked" }],
    problems: [],
  }),
} satisfies Partial<Answers>;
