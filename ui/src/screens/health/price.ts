// A price that a person types, and what so many bytes cost by it. No drawing.
import type { Language } from "~/messages/Messages";

const gigabyte = 1024 ** 3;

/** A price as people write it, with a point or a comma; nothing where it is none. */
export function readPrice(text: string): number | undefined {
  const plain = text.trim().replace(",", ".");
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(plain)) return undefined;
  return Number(plain);
}

/** What bytes cost, to the cent, or to a hundredth of it where that is next to nothing. */
export function priceOf(bytes: number, price: number, language: Language): string {
  const value = (bytes / gigabyte) * price;
  const digits = value >= 0.1 || value === 0 ? 2 : 4;
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}
