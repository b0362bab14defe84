import "server-only";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MinnowError } from "@/core/errors";
import type { JsonSchema } from "@/core/graph/json";
import { dataFolder } from "../../processes/dataFolder";

/** As much of node-llama-cpp 3 as is used here; the package is an optional peer, so its own types aren't at hand. */
export type HistoryItem =
  | { type: "system" | "user"; text: string }
  | { type: "model"; response: (string | { type: "functionCall"; name: string; params: unknown; result: unknown })[] };
type TokenCounts = { usedInputTokens: number; usedOutputTokens: number };
export type Sequence = { readonly contextSize: number; readonly nextTokenIndex: number; tokenMeter: { getState(): TokenCounts } };
export type Functions = Readonly<Record<string, { description: string; params: JsonSchema }>>;
export type Chat = {
  readonly chatWrapper: {
    generateContextState(state: {
      chatHistory: readonly HistoryItem[];
      availableFunctions?: Functions;
      documentFunctionParams?: boolean;
    }): {
      contextText: { tokenize(tokenizer: unknown): readonly unknown[] };
    };
  };
  readonly sequence: Sequence;
  generateResponse(
    history: readonly HistoryItem[],
    options: {
      signal: AbortSignal;
      onTextChunk(text: string): void;
      maxTokens: number;
      temperature?: number;
      topP?: number;
      seed?: number;
      customStopTriggers?: readonly string[];
      grammar?: unknown;
      functions?: Functions;
      documentFunctionParams?: boolean;
    },
  ): Promise<{
    response: string;
    functionCalls?: readonly { functionName: string; params: unknown }[];
    metadata: { stopReason: string };
  }>;
};
type Context = { getSequence(): Sequence };
type Model = {
  readonly tokenizer: unknown;
  readonly trainContextSize: number;
  createContext(options: { sequences: number; contextSize: { max: number }; threads: { ideal: number } }): Promise<Context>;
  dispose(): Promise<void>;
};
type Llama = {
  loadModel(options: { modelPath: string }): Promise<Model>;
  createGrammarForJsonSchema(schema: JsonSchema): Promise<unknown>;
};
export type Library = {
  getLlama(options: { build: "never"; progressLogs: false; logLevel: "error" }): Promise<Llama>;
  LlamaChat: new (options: { contextSequence: Sequence }) => Chat;
};
export type Runtime = { llama: Llama; LlamaChat: Library["LlamaChat"] };

const PACKAGE = "node-llama-cpp";

/** A bundler that saw the name would want the package to be there. */
const importFrom = (specifier: string): Promise<Library> => import(/* turbopackIgnore: true */ /* webpackIgnore: true */ specifier);

/**
 * Where the package is: beside Minnow's own, or in the data folder. The latter is where it is better put, since `npm ci` and a start
 * after an update leave only what the lock file names.
 */
function place(): string | null {
  for (const folder of [process.cwd(), dataFolder(process.cwd())]) {
    try {
      return createRequire(join(folder, "package.json")).resolve(PACKAGE);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    }
  }
  return null;
}

/** @throws MinnowError `gguf_not_installed` */
export function requireInstalled(): string {
  const found = place();
  if (found === null) throw new MinnowError("gguf_not_installed", { folder: dataFolder(process.cwd()) });
  return found;
}

let loading: Promise<Runtime> | undefined;

/** The engine that runs model files, loaded when one is first used. @throws MinnowError `gguf_not_installed` */
export function requireLlama(): Promise<Runtime> {
  loading ??= load();
  // It may be installed while Minnow runs.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function load(): Promise<Runtime> {
  const { getLlama, LlamaChat } = await importFrom(pathToFileURL(requireInstalled()).href);
  const llama = await getLlama({ build: "never", progressLogs: false, logLevel: "error" });
  return { llama, LlamaChat };
}
