// Days as they are typed and counted. No drawing.

const milliseconds = 24 * 3600 * 1000;

/** The moment so many days later. */
export function dayAfter(now: number, days: number): number {
  return now + days * milliseconds;
}

/** The beginning of a day written `2027-01-31`, at this place; nothing for what is no day or not in the future. */
export function readDay(text: string, now: number): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(year, month - 1, day);
  // February has no 31st, and `Date` would make one of March.
  const isDay = date.getMonth() === month - 1 && date.getDate() === day;
  return isDay && date.getTime() > now ? date.getTime() : undefined;
}
