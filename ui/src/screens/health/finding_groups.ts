// Findings by repository, and the change that would end them. No drawing.
import type { Change, HealthFinding, HealthLimit } from "~/bridge/generated/contract";

export type Kind = HealthFinding["type"];

/** The findings of a kind in one repository. */
export interface Group {
  repository: string;
  /** It is a repository, and not a region. */
  hasPage: boolean;
  findings: HealthFinding[];
}

export const limitWords = {
  repositories: "health.repositoriesOf",
  images: "health.imagesOf",
  tagsOfImage: "health.tagsOf",
} as const satisfies Record<HealthLimit, string>;

function repositoryOf(finding: HealthFinding): string {
  if (finding.type !== "nearLimit") return finding.repository;
  return finding.about.split("@")[0] ?? finding.about;
}

export function groupsOf(findings: readonly HealthFinding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const repository = repositoryOf(finding);
    const hasPage = finding.type !== "nearLimit" || finding.limit !== "repositories";
    const group = groups.get(repository) ?? { repository, hasPage, findings: [] };
    group.findings.push(finding);
    groups.set(repository, group);
  }
  return [...groups.values()];
}

/** What would end these findings; what is only perhaps wrong is not deleted by the dozen. */
export function changeFor({ repository, findings }: Group): Change | undefined {
  const tags: string[] = [];
  const digests: string[] = [];
  for (const finding of findings) {
    if (finding.type === "contentGone") tags.push(finding.tag);
    if (finding.type === "brokenIndex" || finding.type === "unpulled") digests.push(finding.digest);
    if (finding.type === "danglingReferrer") {
      if (!finding.certain) return undefined;
      digests.push(finding.digest);
    }
  }
  if (tags.length > 0) return { type: "removeTags", repository, tags };
  if (digests.length > 0) return { type: "deleteImages", repository, digests };
  return undefined;
}
