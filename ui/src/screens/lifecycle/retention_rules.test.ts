// The document of rules, and the members that come and go with a choice.
import { describe, expect, it } from "vitest";
import { documentOf, entriesOf, minuteOf, newRule, noRules, timeOf, withCount, withList, withStatus } from "./retention_rules";

describe("rules", () => {
  it("are written as ECR writes them, with what only Portolan knows beside it", () => {
    const rule = withList(newRule([]), "exceptExpressions", ["v\\d+"]);
    const document: unknown = JSON.parse(documentOf({ rules: [rule], perTag: true, inUse: { ...noRules.inUse, kubernetes: [""] } }));
    expect(document).toEqual({
      per: "tag",
      rules: [
        {
          rulePriority: 1,
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["*"],
            excludeTagRegexList: ["v\\d+"],
            countType: "imageCountMoreThan",
            countNumber: 10,
            orderBy: "created",
          },
          action: { type: "expire" },
        },
      ],
      inUse: { kubernetes: [""] },
    });
  });

  it("lose what a choice forbids and get what it needs", () => {
    const rule = withList(newRule([]), "exceptPatterns", ["keep*"]);
    expect(withStatus(rule, "any")).toMatchObject({ patterns: null, exceptPatterns: ["keep*"] });
    expect(withStatus(rule, "untagged")).toMatchObject({ patterns: null, exceptPatterns: null });
    expect(withCount(rule, "sinceImageCreated", 30)).toMatchObject({ countUnit: "days", countNumber: 30, orderBy: null });
    expect(withCount(rule, "sinceImageTransitioned", 90)).toMatchObject({ storageClass: "archive" });
    expect(newRule([{ ...rule, priority: 7 }]).priority).toBe(8);
  });

  it("have times of day, and lists as one types them", () => {
    expect(minuteOf("03:30")).toBe(210);
    expect(minuteOf("24:00")).toBeUndefined();
    expect(timeOf(65)).toBe("01:05");
    expect(entriesOf(" a,, b ", ",")).toEqual(["a", "b"]);
  });
});
