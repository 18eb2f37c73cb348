// Writes amounts, which come as billionths of the currency's unit, in the reader's language. No drawing.
import type { Language } from "~/messages/Messages";

const unit = 1_000_000_000;

function format(language: Language, currency: string, decimals: number): Intl.NumberFormat {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits });
  } catch {
    // A person may have written a currency that nobody knows: the figure alone is right at least.
    return new Intl.NumberFormat(language, digits);
  }
}

/** `$12.40`; of less than ten cents also what is behind them, so that small images are not free. */
export function sayMoney(nanos: number, currency: string, language: Language): string {
  const value = nanos / unit;
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1) return format(language, currency, 2).format(value);
  if (size >= 0.0001) return format(language, currency, 4).format(value);
  const least = format(language, currency, 4).format(0.0001);
  return `${value < 0 ? "> −" : "< "}${least}`;
}
