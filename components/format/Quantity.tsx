"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";

const unknown = "–";

/** US dollars; small sums keep three digits that mean something, so that they can be told apart from nothing. */
export function useMoney(): (usd: number | null) => string {
  const format = useFormatter();
  const dollars = { style: "currency", currency: "USD" } as const;
  return (usd) => {
    if (usd === null) return unknown;
    const size = Math.abs(usd);
    if (size === 0 || size >= 0.1) return format.number(usd, { ...dollars, maximumFractionDigits: 2 });
    return format.number(usd, { ...dollars, minimumSignificantDigits: size < 0.01 ? 3 : 1, maximumSignificantDigits: 3 });
  };
}

export function Money({ usd }: { usd: number | null }) {
  return <span className="tabular">{useMoney()(usd)}</span>;
}

/** A time span in the unit that suits it: ms, s or min. */
export function useDuration(): (ms: number | null) => string {
  const format = useFormatter();
  const t = useTranslations("common");
  return (ms) => {
    if (ms === null) return unknown;
    if (ms < 1_000) return t("milliseconds", { value: format.number(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 }) });
    const digits = ms < 10_000 ? 2 : 1;
    if (ms < 60_000)
      return t("seconds", { value: format.number(ms / 1_000, { minimumFractionDigits: digits, maximumFractionDigits: digits }) });
    return t("minutes", { value: format.number(ms / 60_000, { maximumFractionDigits: 1 }) });
  };
}

export function Duration({ ms }: { ms: number | null }) {
  return <span className="tabular">{useDuration()(ms)}</span>;
}

export function Count({ value }: { value: number | null }) {
  const format = useFormatter();
  return <span className="tabular">{value === null ? unknown : format.number(value, { maximumFractionDigits: 1 })}</span>;
}

/** A share in [0, 1] as percent. */
export function Share({ value }: { value: number | null }) {
  const format = useFormatter();
  return (
    <span className="tabular">
      {value === null ? unknown : format.number(value, { style: "percent", maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0 })}
    </span>
  );
}

/** A moment relative to now, exact on hover. */
export function When({ at }: { at: Date | string | null }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  if (at === null) return <span>{unknown}</span>;
  const date = new Date(at);
  return (
    <time
      dateTime={date.toISOString()}
      title={format.dateTime(date, { dateStyle: "medium", timeStyle: "medium" })}
      suppressHydrationWarning
    >
      {format.relativeTime(date, { now: date > now ? date : now })}
    </time>
  );
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in the largest unit that leaves it at least 1. */
export function Bytes({ value }: { value: number }) {
  const format = useFormatter();
  const step = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const unit = units[step] ?? "byte";
  return (
    <span className="tabular">
      {format.number(value / 1_000 ** step, {
        style: "unit",
        unit,
        unitDisplay: step === 0 ? "long" : "short",
        maximumFractionDigits: step === 0 ? 0 : 1,
      })}
    </span>
  );
}
