// Media types in fewer characters. The whole one is always shown on hover.

/** `oci tar+gzip`-like shortening: the vendor's tree and the word "application" left out. */
export function shortenMediaType(mediaType: string): string {
  return mediaType
    .replace(/^application\/vnd\./u, "")
    .replace(/^application\//u, "")
    .replace(/^docker\.image\.rootfs\./u, "docker ")
    .replace(/^docker\.distribution\./u, "docker ")
    .replace(/^oci\.image\./u, "oci ")
    .replace(/\.v\d+\b/u, "");
}
