import { Json, JsonObject } from "@/core/graph/json";

/** What somebody typed as JSON; `reason` is null when it is JSON, but not what is wanted. */
type Read<T> = { ok: true; value: T } | { ok: false; reason: string | null };

const read =
  <T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } }) =>
  (text: string): Read<T> => {
    try {
      const parsed = schema.safeParse(JSON.parse(text));
      return parsed.success ? { ok: true, value: parsed.data } : { ok: false, reason: null };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  };

export const readJson = read<Json>(Json);
export const readObject = read<JsonObject>(JsonObject);
