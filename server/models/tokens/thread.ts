// Runs in a worker thread, by Node's own type stripping: it may import packages and types, but none of our values.
import { parentPort } from "node:worker_threads";
import { Tiktoken } from "js-tiktoken/lite";
import o200k from "js-tiktoken/ranks/o200k_base";
import type { Counted, Wanted } from "./count";

const encoding = new Tiktoken(o200k);

/** The time a run without a gap takes grows with its square: long ones are counted in parts, which adds a token here and there. */
const LONG = /\S{65}|\s{65}/u;
const PARTS = /\S{1,64}|\s{1,64}/gu;

const count = (text: string): number => {
  const parts = LONG.test(text) ? (text.match(PARTS) ?? []) : [text];
  return parts.reduce((sum, part) => sum + encoding.encode(part, [], []).length, 0);
};

parentPort?.on("message", ({ id, texts }: Wanted) => {
  const counted: Counted = { id, counts: texts.map(count) };
  parentPort?.postMessage(counted);
});
