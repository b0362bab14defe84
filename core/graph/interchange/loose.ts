/** Reading of files whose shape nobody promises: whatever isn't there, or is something else, reads as empty. */

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === "string" ? found : typeof found === "number" || typeof found === "boolean" ? String(found) : "";
};

export const numberAt = (value: unknown, ...path: readonly (string | number)[]): number | undefined => {
  const found = at(value, ...path);
  const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

export const pointAt = (value: unknown, key: string): { x: number; y: number } => ({
  x: Math.round(numberAt(value, key, "x") ?? 0),
  y: Math.round(numberAt(value, key, "y") ?? 0),
});

/** A sampling temperature that a task can have. */
export function samplingOf(temperature: number | undefined, maxTokens: number | undefined): object {
  return {
    ...(temperature !== undefined && temperature >= 0 && temperature <= 2 && { temperature }),
    ...(maxTokens !== undefined && maxTokens >= 1 && { maxTokens: Math.min(Math.floor(maxTokens), 1_000_000) }),
  };
}
