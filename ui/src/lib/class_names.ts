// Joins CSS class names. Nothing else.

/** The given names in one string, without those that are absent or switched off. */
export function classNames(...names: (string | false | undefined | null)[]): string {
  return names.filter(Boolean).join(" ");
}
