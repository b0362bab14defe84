import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isRoot } from "@/db/postgresUser";

/** Where this machine keeps what it must not lose: the database, the secret, and who is running. */
export function dataFolder(root: string): string {
  return resolve(root, process.env.MINNOW_DATA ?? ".minnow");
}

export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Run by root, PostgreSQL is another user, who has to walk through; every file in it is closed by its own mode.
  if (isRoot()) await chmod(folder, 0o711);
}

/** The secret that sessions and stored credentials hang on: `MINNOW_SECRET`, or a file made at the first start. */
export async function secretOf(folder: string): Promise<string> {
  if (process.env.MINNOW_SECRET) return process.env.MINNOW_SECRET;
  const path = join(folder, "secret");
  const known = await readSecret(path);
  if (known !== undefined) return known;
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, randomBytes(32).toString("base64url"), { mode: 0o600 });
  // A link is made whole or not at all, and never over another's.
  await link(unfinished, path).catch(ignoring("EEXIST"));
  await rm(unfinished);
  return readFile(path, "utf8");
}

const readSecret = (path: string) => readFile(path, "utf8").catch(ignoring("ENOENT"));

/** For `catch`: one system error is an answer, every other one stays an error. */
export function ignoring(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
  };
}
