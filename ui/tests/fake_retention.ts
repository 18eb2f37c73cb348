// Answers about Portolan's own rules, as a host that knows a little of three images.
import type { RetentionCheck, RetentionImage, RetentionRule } from "~/bridge/generated/contract";
import type { Answers } from "./fake_host";
import { day, digestOf, now } from "./fake_content";

interface Written {
  rulePriority?: number;
  description?: string;
  selection?: Record<string, unknown>;
  action?: { type?: string; targetStorageClass?: string };
}

interface Document {
  per?: string;
  rules?: Written[];
  inUse?: { references?: string[]; files?: string[]; kubernetes?: string[]; ecs?: string[] };
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const list = (value: unknown): string[] | null => (Array.isArray(value) ? value.map(String) : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

function ruleOf({ rulePriority, description, selection = {}, action = {} }: Written): RetentionRule {
  return {
    priority: rulePriority ?? null,
    description: description ?? null,
    tagStatus: text(selection["tagStatus"]),
    patterns: list(selection["tagPatternList"]),
    prefixes: list(selection["tagPrefixList"]),
    expressions: list(selection["tagRegexList"]),
    exceptPatterns: list(selection["excludeTagPatternList"]),
    exceptExpressions: list(selection["excludeTagRegexList"]),
    storageClass: text(selection["storageClass"]),
    countType: text(selection["countType"]),
    countUnit: text(selection["countUnit"]),
    countNumber: number(selection["countNumber"]),
    orderBy: text(selection["orderBy"]),
    action: text(action.type),
    target: text(action.targetStorageClass),
  };
}

const known = (name: string, tags: string[], age: number, verdict: RetentionImage["verdict"]): RetentionImage => ({
  digest: digestOf(name),
  tags,
  pushed: null,
  seen: now - day,
  created: now - age * day,
  verdict,
});

const images: readonly RetentionImage[] = [
  known("retained-1", ["pr-17"], 60, { type: "taken", rule: 1, archive: false, since: now - 9 * day }),
  known("retained-2", [], 60, { type: "followsIndex", rule: 1, index: digestOf("retained-1") }),
  known("retained-3", ["1.2.0", "latest"], 3, { type: "tooYoung", rule: 1, days: 27, due: now + 27 * day }),
];

const unknown: readonly RetentionImage[] = images.map((image) => ({ ...image, verdict: { type: "unsure", rule: 1 } }));

export function checkRetention(document: string): RetentionCheck {
  const { rules = [], per, inUse = {} } = JSON.parse(document) as Document;
  const read = rules.map(ruleOf);
  const complaints = read.flatMap((rule, index) =>
    rule.countNumber === null
      ? [{ rule: index, path: `$.rules[${String(index)}].selection.countNumber`, problem: { type: "common" as const, problem: { type: "missing" as const } } }]
      : [],
  );
  const archived = read.some((rule) => rule.action === "transition") ? [digestOf("retained-1")] : [];
  const isUnknown = document.includes("not-read");
  const hasExpressions = read.some((rule) => rule.expressions !== null);
  return {
    rules: read,
    perTag: per === "tag",
    inUse: { references: inUse.references ?? [], files: inUse.files ?? [], kubernetes: inUse.kubernetes ?? [], ecs: inUse.ecs ?? [] },
    complaints,
    doubts: [],
    forEcr: hasExpressions ? { text: null, refusals: [{ rule: 0, why: { type: "expressions" } }] } : { text: '{"rules":[]}', refusals: [] },
    preview:
      complaints.length > 0 || read.length === 0
        ? null
        : {
            id: isUnknown ? null : "shown",
            expire: isUnknown ? 0 : 2,
            archive: archived.length,
            tags: 0,
            stay: isUnknown ? 3 : 1,
            unsure: isUnknown ? 3 : 0,
            takesAll: false,
            freed: isUnknown ? 0 : 4_200_000,
            shared: isUnknown ? 0 : 31_000_000,
            unreadGoing: 0,
            unreadStaying: 0,
            unknownTags: isUnknown ? 12 : 0,
            unfollowed: isUnknown ? [{ tag: "nightly", problem: { code: { type: "forbidden" }, hint: null, retry: "no", detail: "403" } }] : [],
            archived,
            unread: 0,
            used: 0,
            problem: null,
            listedAt: now - day,
            images: [...(isUnknown ? unknown : images)],
          },
  };
}

export const retentionAnswers = {
  read_retention: () => ({ text: null, schedule: null, next: null, last: null }),
  check_retention: ({ text: document }) => checkRetention(document),
  run_due_rules: () => ({ turns: 1 }),
  keep_retention: ({ text: document, schedule }) => ({ text: document, schedule, next: schedule === null ? null : now + day, last: null }),
} satisfies Partial<Answers>;
