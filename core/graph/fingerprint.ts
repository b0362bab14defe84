import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson, type Json, type JsonObject } from "./json";

/** A server has a faster one of its own. */
const crypto = typeof window === "undefined" ? globalThis.process?.getBuiltinModule?.("node:crypto") : undefined;
const sha256Hex = (text: string): string =>
  crypto === undefined ? bytesToHex(sha256(utf8ToBytes(text))) : crypto.hash("sha256", text, "hex");

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export const contentHash = (value: Json): string => sha256Hex(canonicalJson(value));

/**
 * Identity of a model node's task: prompt, output schema, tools and sampling, not who serves it.
 * A prompt edit starts a new series of statistics; a model swap goes on with the old one.
 * @returns 16 hexadecimal characters (64 bits of SHA-256)
 */
export const taskFingerprint = (task: Json): string => contentHash(task).slice(0, 16);

// Documents never change in place, so a config's fingerprint is worked out once.
const known = new WeakMap<JsonObject, string>();

/** The task fingerprint of a node: its config without who serves it. */
export function nodeFingerprint(config: JsonObject): string {
  const { assignment: _, ...task } = config;
  const fingerprint = known.get(config) ?? taskFingerprint(task);
  known.set(config, fingerprint);
  return fingerprint;
}

/** Parts of a node's work that are tasks of their own, beside what it asks for itself. */
export const taskParts = ["verifier", "judge"] as const;
export type TaskPart = (typeof taskParts)[number];

export const partFingerprint = (fingerprint: string, part: TaskPart): string => taskFingerprint([fingerprint, part]);
