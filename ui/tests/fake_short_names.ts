// Short names as a machine with Podman could have them.
import type { ShortName } from "~/bridge/generated/contract";
import type { Answers } from "./fake_host";

const system = "/etc/containers/registries.conf.d/000-shortnames.conf";
const own = "/home/ada/.config/containers/registries.conf.d/zz-portolan.conf";
const recorded = "/home/ada/.cache/containers/short-name-aliases.conf";

const ofSystem = (name: string, target: string, line: number, shadowedBy: string | null = null): ShortName => ({
  name,
  target,
  file: system,
  owner: "system",
  line,
  shadowedBy,
});

export const shortNames: readonly ShortName[] = [
  ofSystem("almalinux", "docker.io/library/almalinux", 3),
  { name: "alpine", target: "quay.io/acme/alpine", file: own, owner: "person", line: 2, shadowedBy: null },
  ofSystem("alpine", "docker.io/library/alpine", 14, own),
  ofSystem("fedora", "registry.fedoraproject.org/fedora", 20),
  { name: "nginx", target: "docker.io/library/nginx", file: recorded, owner: "recorded", line: 2, shadowedBy: null },
  { name: "swarm", target: null, file: own, owner: "person", line: 3, shadowedBy: null },
  ofSystem("swarm", "docker.io/library/swarm", 18, own),
];

export const shortNameAnswers = {
  list_short_names: () => ({
    aliases: [...shortNames],
    files: [
      { path: "/etc/containers/registries.conf", owner: "system", problem: null },
      { path: system, owner: "system", problem: null },
      { path: own, owner: "person", problem: null },
      { path: recorded, owner: "recorded", problem: null },
    ],
    searchRegistries: ["quay.io", "docker.io"],
    searchFile: "/etc/containers/registries.conf",
    mode: "permissive",
    ownFile: own,
    ownFileIsRead: true,
    podman: "5.4.2",
  }),
  check_short_name: ({ name, target }) => ({
    name: name === "" ? "empty" : name.includes(":") ? "hasTag" : null,
    target: target === "" ? "empty" : target.includes("/") ? null : "noRegistry",
    written: target.includes("/") ? target : null,
    file: own,
    existing: shortNames.find((alias) => alias.name === name) ?? null,
  }),
  resolve_short_name: ({ text }) => {
    const [name = "", tag = "latest"] = text.split(":");
    const alias = shortNames.find((each) => each.name === name);
    const candidate = (reference: string): { reference: string; blocked: boolean; fetchedFrom: string[] } => ({ reference, blocked: false, fetchedFrom: [] });
    if (alias && alias.target !== null) return { type: "alias", candidate: candidate(`${alias.target}:${tag}`), file: alias.file };
    return {
      type: "search",
      candidates: ["quay.io", "docker.io/library"].map((host) => candidate(`${host}/${name}:${tag}`)),
      mode: "permissive",
      file: "/etc/containers/registries.conf",
    };
  },
  change_short_name: () => ({ activity: "a-short-name" }),
  undo_short_name: () => ({ activity: "a-undo" }),
} satisfies Partial<Answers>;
