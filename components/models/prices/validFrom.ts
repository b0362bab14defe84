const two = (value: number): string => String(value).padStart(2, "0");

/** A moment's day where the reader is, as a date field has it: YYYY-MM-DD. */
export const dayOf = (moment: Date): string => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

/** When prices that are valid from a day begin: at once when it is today, otherwise with the day, where the reader is; null when it is no day. */
export function startOfDay(day: string, now: Date): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  if (day === dayOf(now)) return now.toISOString();
  const [, year = "", month = "", date = ""] = parts;
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  return dayOf(start) === day ? start.toISOString() : null;
}
