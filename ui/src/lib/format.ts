// Numbers, bytes and times in the reader's language. No words of our own: those are in the messages.

export interface Format {
  /** 1,234,567 */
  number(value: number): string;
  /** 1.2M: for figures whose size matters and not their last digit. */
  compact(value: number): string;
  /** 12.4 MB: powers of 1000, as the engines print them. */
  bytes(value: number): string;
  /** 12.4 MB/s */
  rate(bytesPerSecond: number): string;
  /** 12 % */
  percent(fraction: number): string;
  /** "3 days ago", from two times in milliseconds or ISO 8601. */
  relative(time: number | string, now?: number): string;
  /** The exact time, with seconds and zone, for hovering. */
  exact(time: number | string): string;
  /** The time of day. */
  time(time: number | string): string;
  /** The day alone. */
  day(time: number | string): string;
  /** "1 h 4 min": how long something lasts, from seconds. */
  duration(seconds: number): string;
  /** "a, b and c" */
  list(items: readonly string[]): string;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

function toMilliseconds(time: number | string): number {
  return typeof time === "number" ? time : Date.parse(time);
}

/** The formats of one language; made once for each, because Intl's constructors are slow. */
export function makeFormat(language: string): Format {
  const whole = new Intl.NumberFormat(language);
  const compacts = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const relatives = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const exacts = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
  const times = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  const sizes = byteUnits.map((unit) => {
    const options = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short" } as const;
    return {
      small: new Intl.NumberFormat(language, { ...options, maximumFractionDigits: unit === "byte" ? 0 : 1 }),
      large: new Intl.NumberFormat(language, { ...options, maximumFractionDigits: 0 }),
    };
  });
  const span = (unit: "hour" | "minute" | "second" | "day"): Intl.NumberFormat =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 });
  const spans = { day: span("day"), hour: span("hour"), minute: span("minute"), second: span("second") };

  const bytes = (value: number): string => {
    let power = 0;
    let scaled = value;
    // 999.95 kB would print as 1,000 kB: it is a megabyte already.
    while (Math.abs(scaled) >= 999.95 && power < sizes.length - 1) {
      scaled /= 1000;
      power += 1;
    }
    const unit = sizes[power];
    if (!unit) return whole.format(value);
    return (Math.abs(scaled) < 100 ? unit.small : unit.large).format(scaled);
  };

  return {
    number: (value) => whole.format(value),
    compact: (value) => compacts.format(value),
    bytes,
    rate: (value) => `${bytes(value)}/s`,
    percent: (fraction) => percents.format(fraction),
    relative(time, now = Date.now()) {
      const seconds = (toMilliseconds(time) - now) / 1000;
      if (Number.isNaN(seconds)) return "";
      // Seconds that count themselves up say nothing and move what is read.
      if (Math.abs(seconds) < 60) return relatives.format(0, "second");
      // What is to come is never promised too early; an hour less a second is an hour.
      const minutes = seconds > 0 ? Math.ceil(seconds / 60) * 60 : seconds;
      for (const [unit, size] of steps) {
        if (Math.abs(minutes) < size) continue;
        return relatives.format(minutes > 0 ? Math.ceil(minutes / size) : Math.trunc(minutes / size), unit);
      }
      return relatives.format(0, "second");
    },
    exact(time) {
      const at = toMilliseconds(time);
      return Number.isNaN(at) ? "" : exacts.format(at);
    },
    time(time) {
      const at = toMilliseconds(time);
      return Number.isNaN(at) ? "" : times.format(at);
    },
    day(time) {
      const at = toMilliseconds(time);
      return Number.isNaN(at) ? "" : days.format(at);
    },
    duration(seconds) {
      const left = Math.max(0, Math.round(seconds));
      if (left < 60) return spans.second.format(left);
      if (left < 3600) return spans.minute.format(Math.round(left / 60));
      if (left < 172_800) {
        const minutes = Math.round((left % 3600) / 60);
        const hours = spans.hour.format(Math.floor(left / 3600));
        return minutes > 0 && minutes < 60 ? `${hours} ${spans.minute.format(minutes)}` : hours;
      }
      return spans.day.format(Math.round(left / 86_400));
    },
    list: (items) => lists.format(items),
  };
}
