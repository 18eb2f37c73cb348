// The address of every screen: the one place where they are made and read. What a screen shows is elsewhere.

/** A screen and what it shows, as its address says. */
export type Place =
  | { type: "welcome" }
  | { type: "connections" }
  | { type: "newConnection"; address: string }
  | { type: "editConnection"; connection: string }
  | { type: "registry"; connection: string }
  | { type: "publicRegistry"; connection: string }
  | { type: "repository"; connection: string; repository: string }
  | { type: "repositorySettings"; connection: string; repository: string }
  | { type: "lifecycle"; connection: string; repository: string }
  | { type: "cost"; connection: string }
  | { type: "pullCache"; connection: string }
  | { type: "health"; connection: string }
  | { type: "administration"; connection: string }
  | { type: "registrySettings"; connection: string; region: string }
  | { type: "image"; connection: string; repository: string; selector: string }
  | { type: "gallery"; text: string }
  | { type: "sources" }
  | { type: "listing"; reference: string; selector: string | undefined }
  | { type: "publisher"; host: string; alias: string }
  | { type: "activity" }
  | { type: "replication" }
  | { type: "shortNames" }
  | { type: "settings" };

const part = encodeURIComponent;

function withSearch(path: string, search: Readonly<Record<string, string | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== "") given.set(name, value);
  const text = given.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Every address. A selector is a tag or a digest. */
export const addresses = {
  welcome: (): string => "/",
  connections: (): string => "/connections",
  newConnection: (address = ""): string => withSearch("/connections/new", { address }),
  editConnection: (connection: string): string => `/connections/${part(connection)}`,
  registry: (connection: string): string => `/registry/${part(connection)}`,
  /** The aliases and the display name of a public registry. */
  publicRegistry: (connection: string): string => `/public-registry/${part(connection)}`,
  repository: (connection: string, repository: string): string => `/repository/${part(connection)}/${part(repository)}`,
  repositorySettings: (connection: string, repository: string): string => `/repository-settings/${part(connection)}/${part(repository)}`,
  /** Portolan’s own rules of what stays in a repository. */
  lifecycle: (connection: string, repository: string): string => `/lifecycle/${part(connection)}/${part(repository)}`,
  /** What a connection to Amazon costs a month; one repository of it is opened. */
  cost: (connection: string, repository?: string): string =>
    withSearch(`/cost/${part(connection)}`, { region: repository?.split("/")[0], repository }),
  /** What is wrong in a registry, or what takes up its space. */
  health: (connection: string, view?: "storage"): string => withSearch(`/health/${part(connection)}`, { view }),
  /** What a registry’s vendor offers beyond images, for all of it or one of its repositories. */
  administration: (connection: string, repository?: string, tab?: string): string =>
    withSearch(`/administration/${part(connection)}`, { repository, tab }),
  /** What was done in a repository, or to one of its images. */
  repositoryTrail: (connection: string, repository: string, image?: string): string =>
    withSearch(`/repository-settings/${part(connection)}/${part(repository)}`, { view: "activity", image }),
  /** What the local registry pulls through from others. */
  pullCache: (connection: string): string => `/pull-cache/${part(connection)}`,
  registrySettings: (connection: string, region: string): string => `/registry-settings/${part(connection)}/${part(region)}`,
  image: (connection: string, repository: string, selector: string): string =>
    `/image/${part(connection)}/${part(repository)}/${part(selector)}`,
  /** The gallery, searched for a text. */
  gallery: (text = ""): string => withSearch("/gallery", { text }),
  sources: (): string => "/gallery/sources",
  /** A repository of the gallery, `host/alias/name`, with a tag or digest chosen. */
  listing: (reference: string, selector?: string): string => withSearch(`/listing/${part(reference)}`, { selector }),
  publisher: (host: string, alias: string): string => `/publisher/${part(host)}/${part(alias)}`,
  activity: (activity?: string): string => withSearch("/activity", { activity }),
  /** Rules that keep repositories the same elsewhere. */
  replication: (): string => "/replication",
  shortNames: (): string => "/short-names",
  settings: (): string => "/settings",
};

/** The place that an address leads to; the welcome for one that leads nowhere. */
export function placeOf(address: string): Place {
  const [path = "", search = ""] = address.split("?");
  const [, screen = "", first = "", second = "", third = ""] = path.split("/").map(decodeSafely);
  switch (screen) {
    case "connections":
      if (first === "") return { type: "connections" };
      if (first === "new") return { type: "newConnection", address: new URLSearchParams(search).get("address") ?? "" };
      return { type: "editConnection", connection: first };
    case "registry":
      return { type: "registry", connection: first };
    case "public-registry":
      return { type: "publicRegistry", connection: first };
    case "repository":
      return { type: "repository", connection: first, repository: second };
    case "repository-settings":
      return { type: "repositorySettings", connection: first, repository: second };
    case "lifecycle":
      return { type: "lifecycle", connection: first, repository: second };
    case "cost":
      return { type: "cost", connection: first };
    case "pull-cache":
      return { type: "pullCache", connection: first };
    case "health":
      return { type: "health", connection: first };
    case "administration":
      return { type: "administration", connection: first };
    case "registry-settings":
      return { type: "registrySettings", connection: first, region: second };
    case "image":
      return { type: "image", connection: first, repository: second, selector: third };
    case "gallery":
      if (first === "sources") return { type: "sources" };
      return { type: "gallery", text: new URLSearchParams(search).get("text") ?? "" };
    case "listing":
      return { type: "listing", reference: first, selector: new URLSearchParams(search).get("selector") ?? undefined };
    case "publisher":
      return { type: "publisher", host: first, alias: second };
    case "activity":
      return { type: "activity" };
    case "replication":
      return { type: "replication" };
    case "short-names":
      return { type: "shortNames" };
    case "settings":
      return { type: "settings" };
    default:
      return { type: "welcome" };
  }
}

/** The address of the place above: the repository of an image, the registry of a repository. */
export function placeAbove(place: Place): string | undefined {
  switch (place.type) {
    case "image":
    case "repositorySettings":
    case "lifecycle":
      return addresses.repository(place.connection, place.repository);
    case "repository":
    case "cost":
    case "health":
    case "administration":
    case "publicRegistry":
    case "pullCache":
    case "registrySettings":
      return addresses.registry(place.connection);
    case "registry":
    case "newConnection":
    case "editConnection":
      return addresses.connections();
    case "sources":
    case "listing":
    case "publisher":
      return addresses.gallery();
    default:
      return undefined;
  }
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `host/repository:tag` or `host/repository@digest`. */
export function referenceOf(host: string, repository?: string, selector?: string): string {
  if (repository === undefined) return host;
  return withSelector(`${host}/${repository}`, selector);
}

/** What of a connection says how its repositories are called elsewhere. */
export interface Referred {
  host: string;
  hosts: readonly { prefix: string; host: string }[];
}

/** A reference as everybody else writes it: a connection to several hosts calls its repositories otherwise. */
export function referenceIn(connection: Referred, repository?: string, selector?: string): string {
  if (repository === undefined) return connection.host;
  const there = connection.hosts.find(({ prefix }) => prefix === "" || repository.startsWith(`${prefix}/`));
  if (there?.prefix === "") return referenceOf(there.host, repository, selector);
  if (!there) return referenceOf(connection.host, repository, selector);
  return referenceOf(there.host, repository.slice(there.prefix.length + 1), selector);
}

/** A reference without a tag, with one, or with a digest. */
export function withSelector(reference: string, selector?: string): string {
  if (selector === undefined) return reference;
  return `${reference}${selector.includes(":") ? "@" : ":"}${selector}`;
}
