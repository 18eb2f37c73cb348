// Finds the config that a manifest names. Pure.

/** The digest of the config, or `null` where the text is no manifest with one. */
export function configDigest(manifest: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(manifest);
  } catch {
    return null;
  }
  const config = property(value, "config");
  const digest = property(config, "digest");
  return typeof digest === "string" ? digest : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
