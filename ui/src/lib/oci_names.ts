// How tags, repositories and references are written. Pure; what a registry answers is judged in Rust.

// OCI distribution spec 1.1, "Pulling manifests": <name> and <reference as a tag>.
const tagPattern = /^\w[\w.-]{0,127}$/;
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const digestPattern = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[\w=-]+$/i;

/** Whether the spec allows the text as a tag. */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/** Whether the spec allows the text as the name of a repository. */
export function isRepositoryName(text: string): boolean {
  return text.length <= 255 && repositoryPattern.test(text);
}

/** Whether a selector is a digest rather than a tag. */
export function isDigest(selector: string): boolean {
  return digestPattern.test(selector) && selector.includes(":");
}

/** `host/repository:tag`, `host/repository@digest` or, without a selector, `host/repository`. */
export function joinReference(host: string, repository: string, selector?: string): string {
  const name = `${host}/${repository}`;
  if (!selector) return name;
  return isDigest(selector) ? `${name}@${selector}` : `${name}:${selector}`;
}

/** `amd64` for `linux/amd64`: containers are Linux unless they say otherwise, and arm64 is v8, as containerd has it. */
export function shortenPlatform(platform: string): string {
  const short = platform.startsWith("linux/") ? platform.slice("linux/".length) : platform;
  return short === "arm64/v8" ? "arm64" : short;
}

/** The path above a repository's last part, with its slash, and the last part. */
export function splitRepository(name: string): readonly [above: string, last: string] {
  const cut = name.lastIndexOf("/") + 1;
  return [name.slice(0, cut), name.slice(cut)];
}
