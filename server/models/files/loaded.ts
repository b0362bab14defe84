import "server-only";
import { availableParallelism } from "node:os";
import { type Limiter, limiter } from "../limiter";
import { type Chat, type Runtime, requireLlama } from "./llama";

/** Of one call, whatever the model could take: memory grows with it. */
const MOST_CONTEXT = 16_384;
/** Calls of one model that run at once in its context; more only share the same processor. */
const MOST_SEQUENCES = 4;
/** One processor stays for everything else that this process does: threads that wait for each other do so by turning in circles. */
const THREADS = Math.max(1, availableParallelism() - 1);
/** A model nobody asked for this long gives its memory back. */
const IDLE_MS = 5 * 60_000;

type Loaded = { runtime: Runtime; tokenizer: unknown; chats: Chat[]; contextSize: number; slots: Limiter; dispose(): Promise<void> };
type Entry = { loaded: Promise<Loaded>; users: number; idle: NodeJS.Timeout | undefined };

const entries = new Map<string, Entry>();

export type Place = { chat: Chat; tokenizer: unknown; contextSize: number; runtime: Runtime };

/**
 * Does something with a model file: loaded when first asked for, one context for all calls of it, unloaded when nobody asks any more.
 * Each call has a sequence to itself, which remembers what it was last asked: a prompt that begins alike is not read again.
 */
export async function withModelFile<T>(
  path: string,
  sequences: number,
  signal: AbortSignal,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const entry = entryOf(path, Math.min(sequences, MOST_SEQUENCES));
  clearTimeout(entry.idle);
  entry.users += 1;
  try {
    const { slots, chats, ...place } = await entry.loaded;
    const release = await slots.acquire(signal);
    const chat = chats.pop();
    if (chat === undefined) throw new Error("No sequence is free, though a slot was");
    try {
      return await work({ ...place, chat });
    } finally {
      chats.push(chat);
      release();
    }
  } finally {
    entry.users -= 1;
    if (entry.users === 0) entry.idle = setTimeout(() => void unload(path), IDLE_MS).unref();
  }
}

function entryOf(path: string, sequences: number): Entry {
  const present = entries.get(path);
  if (present !== undefined) return present;
  const made: Entry = { loaded: load(path, sequences), users: 0, idle: undefined };
  // A file that could not be loaded may be replaced, or memory be free again.
  made.loaded.catch(() => entries.delete(path));
  entries.set(path, made);
  return made;
}

async function load(path: string, sequences: number): Promise<Loaded> {
  const runtime = await requireLlama();
  const model = await runtime.llama.loadModel({ modelPath: path });
  try {
    const contextSize = { max: Math.min(model.trainContextSize, MOST_CONTEXT) };
    const context = await model.createContext({ sequences, contextSize, threads: { ideal: THREADS } });
    const all = Array.from({ length: sequences }, () => context.getSequence());
    return {
      runtime,
      tokenizer: model.tokenizer,
      chats: all.map((contextSequence) => new runtime.LlamaChat({ contextSequence })),
      contextSize: all[0]?.contextSize ?? 0,
      slots: limiter(sequences),
      dispose: () => model.dispose(),
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

async function unload(path: string): Promise<void> {
  const entry = entries.get(path);
  if (entry === undefined) return;
  entries.delete(path);
  clearTimeout(entry.idle);
  await entry.loaded.then(
    ({ dispose }) => dispose(),
    () => {},
  );
}

/** Gives all memory back. */
export const unloadModelFiles = async (): Promise<void> => {
  await Promise.all([...entries.keys()].map(unload));
};
