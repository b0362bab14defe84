import { useTranslations } from "next-intl";
import { Json, JsonObject } from "@/core/graph/json";
import { type JsonSlip, jsonSlip } from "@/core/graph/jsonSlip";

/** What somebody typed as JSON; `slip` is null when it is JSON, but not what is wanted. */
export type ReadJson<T> = { ok: true; value: T } | { ok: false; slip: JsonSlip | null };

const read =
  <T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } }) =>
  (text: string): ReadJson<T> => {
    const slip = jsonSlip(text);
    if (slip !== null) return { ok: false, slip };
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, slip: null };
  };

export const readJson = read<Json>(Json);
export const readObject = read<JsonObject>(JsonObject);

/** Says where a text stops being JSON, such as “line 2, column 5, at “}””. */
export function useJsonPlace(): (slip: JsonSlip) => string {
  const t = useTranslations("common");
  return ({ line, column, found }) => t("jsonPlace", { line, column, found, end: `${found.trim() === ""}` });
}
