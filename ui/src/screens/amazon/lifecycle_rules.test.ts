import { describe, expect, it } from "vitest";
import { documentOf, newRule, tagChoiceOf, tagTextOf, withAction, withCount, withTags } from "./lifecycle_rules";

describe("rules of a lifecycle policy", () => {
  it("are written without the members that are absent", () => {
    const rule = withCount(withTags(newRule([]), "patterns", "prod*, *-rc"), "imageCountMoreThan", 10);
    expect(JSON.parse(documentOf([rule]))).toEqual({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: "tagged", tagPatternList: ["prod*", "*-rc"], countType: "imageCountMoreThan", countNumber: 10 },
          action: { type: "expire" },
        },
      ],
    });
    expect([tagChoiceOf(rule), tagTextOf(rule)]).toEqual(["patterns", "prod*, *-rc"]);
  });

  it("bring the members along that their count and action need", () => {
    const archived = withCount(newRule([]), "sinceImageTransitioned", 90);
    expect(archived).toMatchObject({ countUnit: "days", storageClass: "archive", action: "expire" });
    expect(withAction(newRule([]), "archive")).toMatchObject({ action: "transition", target: "archive" });
  });

  it("that are new come after all that are there", () => {
    expect(newRule([{ ...newRule([]), priority: 7 }]).priority).toBe(8);
  });
});
