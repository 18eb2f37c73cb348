// What registries of Harbor's and Quay's kind keep beside images: labels, expirations, lists of packages, marks.
import type { Answers } from "./fake_host";
import { connections, day, now, repositories } from "./fake_content";

const label = (name: string, color: string, scope: "project" | "registry") => ({ label: { name, value: null, scope }, color, description: "Given by the release board", fixed: false });

const stable = label("stable", "#00ab9a", "registry");
const blessed = label("blessed by a board with a long name", "#c92100", "project");
const built = { label: { name: "maintainer", value: "ada@example.com", scope: "image" as const }, color: null, description: null, fixed: true };

const packages = ["bash 5.2.15-2", "ca-certificates 20230311", "libc6 2.36-9", "openssl 3.0.14-1", "zlib1g 1.2.13"].map((text) => {
  const [name = "", version = ""] = text.split(" ");
  return { name, version, ecosystem: "deb" };
});

/** A production connection that is a Harbor with everything that any vendor keeps. */
export const vendorAnswers: Partial<Answers> = {
  list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor" } : each)),
  list_repositories: ({ connection, offset, limit }) => {
    const all = (repositories[connection] ?? []).map((row, index) => ({ ...row, marks: index % 3 === 0 ? (["star", "bookmark"] as const).slice(0, 1 + (index % 2)) : [] }));
    return { total: all.length, all: all.length, offset, rows: all.slice(offset, offset + limit), marks: ["star", "bookmark"], catalog: "yes", observedAt: now, refreshing: false, problem: null };
  },
  read_repository_facts: () => ({
    facts: {
      description: "Charts of every coast", longDescription: null, editable: true, visibility: "private", stars: 12, starred: true, bookmarked: false, pulls: 3456, created: now - 400 * day,
      updated: now - day, size: 7_400_000_000, space: null, project: "team", owner: "ada", webPage: null, immutableTags: false, said: [{ about: "timeMachine", text: "14 d" }],
    },
  }),
  read_tag_expiration: () => ({ offered: true, at: now + 9 * day }),
  read_image_labels: () => ({ labels: { onIt: [stable, blessed, built], choice: [stable, blessed, label("canary", "#ffcc00", "project")] } }),
  read_registry_sbom: () => ({ sbom: { state: "ready", canGenerate: true, format: "spdx", packages, problem: null } }),
  find_repositories: () => ({ repositories: [{ name: "others/tool", description: "A tool of somebody else’s", public: true, stars: 7 }] }),
};
