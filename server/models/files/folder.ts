import "server-only";
import { open, readdir, realpath } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { NewModel } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { type GgufFacts, readGguf } from "@/core/gguf";
import { dataFolder, ignoring } from "../../processes/dataFolder";
import { saidAll } from "../sources";

/** Where model files are looked for: `MINNOW_MODELS`, or `models` in the data folder. */
export const modelFolder = (): string => resolve(process.env.MINNOW_MODELS ?? join(dataFolder(process.cwd()), "models"));

/** Further parts of a model that is spread over several files; the first one stands for all. */
const LATER_PART = /-(?!00001-of)\d{5}-of-\d{5}\.gguf$/i;
const FIRST_READ = 1 << 20;
/** Vocabularies make headers of some megabytes; nothing sane is beyond this. */
const MOST_READ = 1 << 27;

/** Names of the model files, as they lie in the folder. None when there is no folder. */
async function fileNames(): Promise<string[]> {
  const folder = modelFolder();
  const found = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoring("ENOENT"))) ?? [];
  const names = found
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && /\.gguf$/i.test(entry.name) && !LATER_PART.test(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join("/"));
  return names.sort();
}

/**
 * The path of a model file. A name is only ever compared with those that lie in the folder, so no name reaches the file system; a
 * link that leads out of it is not followed.
 * @throws MinnowError `gguf_missing`
 */
export async function modelFile(name: string): Promise<string> {
  const folder = modelFolder();
  const missing = (cause?: unknown) => new MinnowError("gguf_missing", { model: name, folder }, { cause });
  const own = (await fileNames()).find((one) => one === name);
  if (own === undefined) throw missing();
  const path = await realpath(join(folder, own)).catch((cause: unknown) => Promise.reject(missing(cause)));
  if (!path.startsWith(`${await realpath(folder)}${sep}`)) throw missing();
  return path;
}

/** What a model file says of itself. @throws MinnowError `gguf_missing`, `gguf_unreadable` */
export async function factsOfFile(name: string): Promise<GgufFacts> {
  const file = await open(await modelFile(name));
  try {
    const { size } = await file.stat();
    for (let wanted = FIRST_READ; ; wanted *= 4) {
      const length = Math.min(wanted, size);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      const reading = readGguf(buffer.subarray(0, bytesRead));
      if (reading.state === "read") return reading.facts;
      if (reading.state === "damaged") throw new MinnowError("gguf_unreadable", { model: name, reason: reading.reason });
      if (length === size || wanted >= MOST_READ)
        throw new MinnowError("gguf_unreadable", { model: name, reason: "it ends in its header" });
    }
  } finally {
    await file.close();
  }
}

/** The model files of this machine, with what they say of themselves. Those that can't be read are left out. */
export async function listModelFiles(): Promise<NewModel[]> {
  const found = await Promise.allSettled(
    (await fileNames()).map(async (name): Promise<NewModel> => {
      const {
        name: title,
        parameters: count,
        contextTokens,
        quantization: quantisation,
        license,
        hasChatTemplate,
      } = await factsOfFile(name);
      const label = [title ?? name.replace(/\.gguf$/i, ""), quantisation].filter((part) => part !== null).join(" ");
      const parameters = Number((count / 1e9).toPrecision(3)) || null;
      const licence = license?.trim().slice(0, 120) || null;
      const told = { parameters, contextTokens, quantisation, licence };
      return {
        name: name.slice(0, 200),
        label: label.slice(0, 80),
        ...told,
        inputPrice: 0,
        outputPrice: 0,
        capabilities: { tools: hasChatTemplate, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
        sources: saidAll("file", told, ["tools"]),
      };
    }),
  );
  return found.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
