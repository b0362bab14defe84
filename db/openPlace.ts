import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { promisify } from "node:util";
import type { PostgresUser } from "./postgresUser";

const run = promisify(execFile);
const home = "/var/lib/minnow";

/**
 * Started by root, PostgreSQL runs as another user, who can't walk into a checkout below a closed folder such as /root.
 * Its cluster then lies below /var/lib/minnow, in a place of its own that the data folder remembers.
 */
export async function openFolder(folder: string, user: PostgresUser | undefined): Promise<string> {
  if (!(await isClosed(folder, user))) return folder;
  const note = join(folder, "postgres.place");
  await writeFile(note, randomBytes(6).toString("hex"), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return makeOpen(join(home, await readFile(note, "utf8")), user);
}

/** The folder of PostgreSQL's programs and libraries, or a copy where its user can run them. */
export async function openPrograms(native: string, version: string, user: PostgresUser | undefined): Promise<string> {
  if (!(await isClosed(join(native, "bin"), user))) return native;
  const copy = join(await makeOpen(home, user), `postgresql-${version}`);
  const isThere = await stat(copy).catch(() => undefined);
  if (isThere) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await run("chmod", ["-R", "a+rX", unfinished]);
  // Another start may have been faster; its copy is as good.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  return copy;
}

async function makeOpen(folder: string, user: PostgresUser | undefined): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o711);
  if (await isClosed(folder, user)) {
    throw new Error(
      `You are root, so PostgreSQL runs as the user "postgres", and that user can't enter ${folder}. ` +
        "Open the folders above it with chmod o+x, or set DATABASE_URL to a server of your own.",
    );
  }
  return folder;
}

/** Whether the user is kept out of a folder by it or by one above it. */
async function isClosed(path: string, user: PostgresUser | undefined): Promise<boolean> {
  if (!user) return false;
  const { root } = parse(resolve(path));
  for (let folder = resolve(path); folder !== root; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const mayEnter = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001;
    if (mayEnter === 0) return true;
  }
  return false;
}
