import { z } from "zod";
import { PromptDraft } from "./form";

const MODELS = "minnow-playground-models";
const DRAFT = "minnow-playground-draft";

const read = <T>(storage: Storage, key: string, shape: z.ZodType<T>): T | null => {
  try {
    const parsed = shape.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const keep = (storage: Storage, key: string, value: unknown): void => {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs what was remembered, and nothing else.
  }
};

/** The models asked last, in this browser. */
export const keptModels = (): string[] | null => read(window.localStorage, MODELS, z.array(z.string()));
export const keepModels = (models: readonly string[]): void => keep(window.localStorage, MODELS, models);

/** What is written and was not yet run: of this tab alone, and gone with it. */
export const keptDraft = (): PromptDraft | null => read(window.sessionStorage, DRAFT, PromptDraft);
export const keepDraft = (draft: PromptDraft): void => keep(window.sessionStorage, DRAFT, draft);
