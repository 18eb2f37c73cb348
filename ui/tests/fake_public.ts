// A made-up public registry of Amazon ECR, its publisher's side.
import type { AliasCheck, Connection, PublicAlias, PublicCatalog, PublicRegistry } from "~/bridge/generated/contract";
import { connections, day, now } from "./fake_content";
import type { Answers } from "./fake_host";

const [first] = connections;
if (!first) throw new Error("There is no connection.");

/** A connection to the public registry of an account. */
export const publicConnection: Connection = {
  ...first,
  id: "public",
  name: "Amazon ECR Public work",
  kind: "ecrPublic",
  host: "public.ecr.aws",
  hosts: [{ prefix: "", host: "public.ecr.aws/harbour" }],
  signIn: { type: "amazon" },
  secret: "elsewhere",
  plainHttp: false,
  amazon: {
    signIn: { type: "profile", name: "work" },
    regions: ["us-east-1"],
    registry: null,
    account: "123456789012",
    role: null,
    endpoints: { fips: false, dualStack: false, custom: [] },
  },
};

const alias = (name: string, change: Partial<PublicAlias>): PublicAlias => ({
  name,
  status: "active",
  primary: false,
  given: false,
  url: `public.ecr.aws/${name}`,
  gallery: `https://gallery.ecr.aws/${name}`,
  ...change,
});

export const publicRegistry: PublicRegistry = {
  id: "123456789012",
  arn: "arn:aws:ecr-public::123456789012:registry/123456789012",
  verified: false,
  aliases: [
    alias("harbour", { primary: true }),
    alias("d2109876", { given: true }),
    alias("lighthouse", { status: "pending" }),
    alias("marketplace", { status: "rejected" }),
  ],
  awaited: ["sextant"],
  displayName: "Harbour",
  architectures: ["ARM", "ARM 64", "x86", "x86-64"],
  operatingSystems: ["Linux", "Windows"],
  console: "https://console.aws.amazon.com/ecr/registries?region=us-east-1",
  problem: null,
};

export const publicCatalog: PublicCatalog = {
  description: "Charts tides for harbours of any size.",
  about: "# Tides\n\nCharts **tides**.",
  usage: "`docker run public.ecr.aws/harbour/tides`",
  architectures: ["x86-64", "ARM 64", "riscv64"],
  operatingSystems: ["Linux"],
};

/** A picture of one dot. */
export const dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const checkOf = (wished: string): AliasCheck => {
  if (!/^[a-z0-9._-]+$/.test(wished)) return { problems: [{ type: "character", found: wished.replace(/[a-z0-9._-]/g, "").slice(0, 1) }], doubts: [], taken: { type: "notLookedFor" } };
  if (wished === "nginx") return { problems: [], doubts: [], taken: { type: "taken", reference: "public.ecr.aws/nginx/nginx" } };
  if (wished === "harbour") return { problems: [], doubts: [], taken: { type: "own", status: "active" } };
  return { problems: [], doubts: wished.includes("aws") ? [{ kind: "amazon", word: "aws" }] : [], taken: { type: "notSeen", asked: false } };
};

type PublisherCommand =
  | "read_public_registry"
  | "set_display_name"
  | "check_alias"
  | "await_alias"
  | "read_public_repository"
  | "create_public_repository"
  | "delete_public_repository"
  | "set_public_setting"
  | "set_public_catalog"
  | "read_public_policy"
  | "read_public_logo"
  | "check_public_logo"
  | "preview_markdown";

/** What the publisher's side answers. */
export const publisherAnswers: Pick<Answers, PublisherCommand> = {
  read_public_registry: () => publicRegistry,
  set_display_name: () => ({}),
  check_alias: ({ alias: wished }) => checkOf(wished),
  await_alias: () => ({}),
  read_public_repository: ({ repository }) => ({
    arn: `arn:aws:ecr-public::123456789012:repository/${repository}`,
    uri: `public.ecr.aws/harbour/${repository}`,
    gallery: `https://gallery.ecr.aws/harbour/${repository}`,
    created: now - 90 * day,
    catalog: publicCatalog,
    hasLogo: true,
    resourceTags: [{ key: "team", value: "harbour" }],
    problem: null,
  }),
  create_public_repository: ({ connection, name }) => ({ connection, repository: name }),
  delete_public_repository: () => ({}),
  set_public_setting: () => ({}),
  set_public_catalog: () => ({}),
  read_public_policy: () => ({ text: null, evaluated: null }),
  read_public_logo: () => ({ url: dot, lostIfChanged: false }),
  check_public_logo: ({ path }) =>
    path.endsWith(".png")
      ? { url: dot, width: 256, height: 256, bytes: 12_000, problems: [] }
      : { url: null, width: null, height: null, bytes: 900_000, problems: [{ type: "tooManyBytes", most: 512_000 }, { type: "notPng" }] },
  preview_markdown: ({ text }) => ({ html: text.trim() === "" ? null : `<p>${text.replace(/[<>&#*]/g, "")}</p>` }),
};

/** The window with a connection to the public registry. */
export const publicAnswers: Partial<Answers> = {
  list_connections: () => [...connections, publicConnection],
};
