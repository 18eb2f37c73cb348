// A made-up Amazon ECR connection: what only such a registry tells of its images.
import type { Connection, ImageRow, ImageWindow, LifecycleRule, ProgressState, ReplicatedTo, ScanFinding, ScanReport, ScanSummary, Severity, SignedBy } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { connections, day, now } from "./fake_content";
import type { Answers } from "./fake_host";
import { museum, museumAnswers } from "./fake_images";

const scanned = (counts: ScanSummary["counts"], change: Partial<ScanSummary> = {}): ScanSummary => ({
  state: "complete",
  description: null,
  completed: now - day,
  counts,
  ...change,
});

const scans: readonly (ScanSummary | null)[] = [
  scanned([
    { severity: "critical", count: 2 },
    { severity: "high", count: 14 },
    { severity: "medium", count: 120 },
  ]),
  scanned([]),
  scanned([], { state: "running" }),
  scanned([{ severity: "medium", count: 3 }]),
  scanned([], { state: "notCovered", description: "UnsupportedImageError" }),
  null,
  scanned([{ severity: "low", count: 1 }]),
];

const profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release";
const signings: readonly (SignedBy[] | null)[] = [
  [{ profile, state: "complete", failure: null }],
  [],
  [{ profile, state: "failed", failure: "The profile was revoked." }],
  [{ profile, state: "running", failure: null }],
];

const copyTo = (region: string, state: ProgressState): ReplicatedTo => ({ destination: { region, account: "123456789012" }, state, failure: null });
const replications: readonly (ReplicatedTo[] | null)[] = [
  [copyTo("us-east-1", "complete"), copyTo("eu-central-1", "complete")],
  [],
  [copyTo("us-east-1", "complete"), copyTo("eu-central-1", "failed")],
  [copyTo("us-east-1", "running")],
  null,
];

/** The museum as a registry lists it that knows more. */
export const amazonRows: readonly ImageRow[] = museum.map((row, index) => ({
  ...row,
  pushed: now - (index + 1) * 5 * day,
  pulled: index % 3 === 2 ? null : now - index * day,
  scan: scans[index % scans.length] ?? null,
  storage: index === 8 ? "archive" : index === 9 ? "restoring" : "standard",
  signing: signings[index % signings.length] ?? null,
  replication: replications[index % replications.length] ?? null,
}));

const byKey = new Map(amazonRows.map((row) => [row.digest, row]));

const [first] = connections;
if (!first) throw new Error("There is no connection.");

/** A connection to two regions. */
export const amazonConnection: Connection = {
  ...first,
  id: "ecr",
  name: "Amazon ECR work",
  kind: "ecr",
  host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
  hosts: ["eu-west-1", "us-east-1"].map((prefix) => ({ prefix, host: `123456789012.dkr.ecr.${prefix}.amazonaws.com` })),
  signIn: { type: "amazon" },
  secret: "elsewhere",
  plainHttp: false,
  amazon: {
    signIn: { type: "profile", name: "work" },
    regions: ["eu-west-1", "us-east-1"],
    registry: null,
    account: "123456789012",
    role: null,
    endpoints: { fips: false, dualStack: false, custom: [] },
  },
};

interface Document {
  rules?: {
    rulePriority?: number;
    description?: string;
    selection?: { tagStatus?: string; tagPatternList?: string[]; tagPrefixList?: string[]; storageClass?: string; countType?: string; countUnit?: string; countNumber?: number };
    action?: { type?: string; targetStorageClass?: string };
  }[];
}

const ruleOf = (rule: NonNullable<Document["rules"]>[number]): LifecycleRule => ({
  priority: rule.rulePriority ?? null,
  description: rule.description ?? null,
  tagStatus: rule.selection?.tagStatus ?? null,
  tagPatterns: rule.selection?.tagPatternList ?? null,
  tagPrefixes: rule.selection?.tagPrefixList ?? null,
  storageClass: rule.selection?.storageClass ?? null,
  countType: rule.selection?.countType ?? null,
  countUnit: rule.selection?.countUnit ?? null,
  countNumber: rule.selection?.countNumber ?? null,
  action: rule.action?.type ?? null,
  target: rule.action?.targetStorageClass ?? null,
});

const ruled = JSON.stringify(
  {
    rules: [
      { rulePriority: 1, description: "What nobody names", selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 }, action: { type: "expire" } },
      { rulePriority: 2, selection: { tagStatus: "tagged", tagPatternList: ["dev-*"], countType: "imageCountMoreThan", countNumber: 10 }, action: { type: "transition", targetStorageClass: "archive" } },
    ],
  },
  null,
  2,
);

const foundIn = (name: string, severity: Severity, score: number | null, pack: string, fixedIn: string | null): ScanFinding => ({
  name,
  title: `${pack}: out-of-bounds read`,
  description: `A crafted file makes ${pack} read past its buffer.`,
  severity,
  score,
  address: `https://security.example/${name}`,
  packages: [{ name: pack, version: "1.2.11-r0", fixedIn, packageManager: "OS", path: null }],
  fixAvailable: fixedIn === null ? "NO" : "YES",
  exploitAvailable: severity === "critical" ? "YES" : "NO",
  firstSeen: now - 3 * day,
  remedy: null,
});

/** A scan that found something of each kind. */
export const report: ScanReport = {
  status: "complete",
  description: null,
  completed: now - day,
  known: now - 2 * day,
  counts: [
    { severity: "critical", count: 1 },
    { severity: "high", count: 1 },
    { severity: "low", count: 1 },
  ],
  findings: [
    foundIn("CVE-2026-1001", "critical", 9.8, "openssl", "3.1.4-r5"),
    foundIn("CVE-2026-2002", "high", 7.5, "zlib", "1.2.12-r0"),
    foundIn("CVE-2025-3003", "low", null, "busybox", null),
  ],
  isCut: false,
};

/** A policy that lets another account pull. */
export const sharedPolicy = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Sid: "CrossAccountPull", Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }] },
  null,
  2,
);

export const amazonAnswers: Partial<Answers> = {
  ...museumAnswers,
  list_connections: () => [...connections, amazonConnection],
  read_lifecycle: ({ repository }) => ({ text: repository.endsWith("ruled") ? ruled : null, evaluated: repository.endsWith("ruled") ? now - day : null }),
  check_lifecycle: ({ text }) => {
    const rules = ((JSON.parse(text) as Document).rules ?? []).map(ruleOf);
    const complaints = rules.flatMap((rule, index) =>
      rule.countNumber === null ? [{ rule: index, path: `$.rules[${String(index)}].selection.countNumber`, problem: { type: "missing" as const } }] : [],
    );
    const images = amazonRows.slice(0, 8).map((row, index) => ({
      digest: row.digest ?? row.key,
      tags: row.tags.slice(0, 3),
      pushed: row.pushed ?? now,
      verdict: index < 3 ? ({ type: "taken", rule: 1, archive: false } as const) : ({ type: "tooYoung", rule: 1, days: index } as const),
    }));
    return { rules, complaints, doubts: [], preview: complaints.length > 0 || rules.length === 0 ? null : { expire: 3, archive: 0, stay: 5, images } };
  },
  read_permissions: ({ repository }) => ({ text: repository.endsWith("ruled") ? sharedPolicy : null, evaluated: null }),
  check_permissions: ({ text }) => {
    if (!text.startsWith("{")) return { complaints: [{ statement: null, path: "$", problem: { type: "syntax", line: 1, column: 1, met: "expected value" } }], warnings: [], access: [] };
    const isOpen = text.includes('"*"');
    return {
      complaints: [],
      warnings: isOpen ? [{ statement: 0, danger: { type: "everyone", deeds: ["pull"] } }] : [],
      access: [
        {
          subject: { type: "one", principal: isOpen ? { type: "everyone" } : { type: "account", account: "111122223333" } },
          allows: true,
          abilities: [
            { deed: "pull", has: ["BatchGetImage", "GetDownloadUrlForLayer"], lacks: [] },
            { deed: "push", has: ["PutImage"], lacks: ["InitiateLayerUpload"] },
          ],
          conditions: [{ about: "organization", operator: "StringEquals", key: "aws:PrincipalOrgID", values: ["o-a1b2c3d4e5"] }],
          statements: [0],
          limitedBy: [1],
        },
      ],
    };
  },
  read_scan: () => ({ ...report, findings: [...report.findings] }),
  compare_scans: () => ({ one: "complete", other: "complete", new: report.findings.slice(0, 1), gone: [], same: report.findings.slice(1) }),
  add_permission_sample: ({ sample }) => {
    if (sample.type === "crossAccountPull" && sample.accounts.some((account) => account.length !== 12)) {
      throw new FailedCall({ code: { type: "invalidInput", field: "accounts" }, hint: null, retry: "afterChange", detail: "" });
    }
    return { text: sharedPolicy };
  },
  list_images: async (request) => {
    const window = (await museumAnswers.list_images?.(request)) as ImageWindow;
    return {
      ...window,
      tells: ["pushed", "pulled", "scan", "storage", "signing", "replication"],
      rows: window.rows.map((row) => ({ ...(byKey.get(row.digest) ?? row), key: row.key, tags: row.tags, tagCount: row.tagCount })),
    };
  },
};
