import { catalogue } from "./catalogue";
import type { CatalogueModel } from "./model";

/** Who packs other people's models without changing what they are. */
const PACKERS = new Set(
  ["unsloth", "bartowski", "ggml-org", "lmstudio-community", "mlx-community", "thebloke", "redhatai", "neuralmagic", "library"].concat(
    catalogue.flatMap(({ names }) => names.flatMap((name) => (name.includes("/") ? [name.split("/")[0]?.toLowerCase() ?? ""] : []))),
  ),
);

/** Words of a name that tell how a model was tuned or packed, and nothing of its size, context or licence. */
const ASIDE = new Set(
  ["instruct", "it", "chat", "hf", "gguf", "mlx", "awq", "gptq", "qat", "fp16", "bf16", "f16", "f32", "fp8", "nvfp4", "mxfp4"].concat([
    "int4",
    "int8",
    "4bit",
    "8bit",
    "bnb",
    "dynamic",
    "meta",
  ]),
);

/** A name without what doesn't matter: `Qwen/Qwen3-4B`, `qwen3:4b` and `qwen3-4b-instruct-q4_k_m.gguf` become one. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.gguf$/, "")
    .replace(/[-_:.](?:ud-)?i?q\d+(?:_[a-z0-9]+)*$/, "")
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/, "")
    .split(/[-_: ]+/)
    .filter((word) => !ASIDE.has(word))
    .join("");
}

/** The last part of a name, where whoever it belongs to is known not to change models; null otherwise. */
function withoutOwner(name: string): string | null {
  const parts = name.replace(/^hf\.co\/|^huggingface\.co\/|^models\//, "").split("/");
  const own = parts.pop() ?? "";
  return parts.every((owner) => PACKERS.has(owner.toLowerCase())) ? own : null;
}

const byName = new Map<string, CatalogueModel | null>();
for (const model of catalogue) {
  for (const name of [model.name, model.ollama, ...model.names.map((one) => one.split("/").at(-1) ?? one)]) {
    if (name === null) continue;
    const key = bare(name);
    const known = byName.get(key);
    // A name that two entries share tells nothing.
    byName.set(key, known === undefined || known === model ? model : null);
  }
}

/** The entry that a model's name means; null rather than a guess, as for `qwen3:latest` or another maker's `qwen3-4b-medical`. */
export function matchCatalogue(name: string): CatalogueModel | null {
  const own = withoutOwner(name.trim());
  return own === null ? null : (byName.get(bare(own)) ?? null);
}
