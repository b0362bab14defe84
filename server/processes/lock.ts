import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ignoring } from "./dataFolder";
import { identify, identitySchema, isStillRunning } from "./identity";

const holderSchema = identitySchema.extend({ url: z.string().optional() });
export type Holder = z.infer<typeof holderSchema>;

export type Lock = {
  /** Tells later starts where this one answers. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
};

export class AlreadyRunning extends Error {
  constructor(
    readonly holder: Holder,
    folder: string,
  ) {
    const state = holder.url ? `already running at ${holder.url}` : "just being started by someone else";
    super(
      `Minnow is ${state} (process ${holder.pid}) on ${folder}. ` +
        "Stop it with Ctrl-C in its terminal, or set MINNOW_DATA to another folder for a second one.",
    );
  }
}

/** Makes this process the only one on a data folder. A lock whose holder has died is taken over. */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, "supervisor.lock");
  const me: Holder = await identify(process.pid);
  const mine = `${path}.${process.pid}`;
  try {
    await writeFile(mine, JSON.stringify(me), { mode: 0o600 });
    while (!(await claim(mine, path))) {
      const seen = await readFile(path, "utf8").catch(ignoring("ENOENT"));
      if (seen === undefined) continue;
      const holder = parse(seen);
      if (holder && (await isStillRunning(holder))) throw new AlreadyRunning(holder, folder);
      await remove(path, seen);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return {
    async announce(url) {
      await writeFile(mine, JSON.stringify({ ...me, url }), { mode: 0o600 });
      await rename(mine, path);
    },
    release: () => rm(path, { force: true }),
  };
}

/** Who runs on a data folder now. */
export async function holderOf(folder: string): Promise<Holder | undefined> {
  const text = await readFile(join(folder, "supervisor.lock"), "utf8").catch(ignoring("ENOENT"));
  const holder = text === undefined ? undefined : parse(text);
  return holder && (await isStillRunning(holder)) ? holder : undefined;
}

function claim(mine: string, path: string): Promise<boolean> {
  return link(mine, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

/** Removes the stale lock that was seen, and puts back what is there if another start was faster and made it its own. */
async function remove(path: string, seen: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  if ((await rename(path, aside).then(() => true, ignoring("ENOENT"))) === undefined) return;
  if ((await readFile(aside, "utf8")) !== seen) await link(aside, path).catch(ignoring("EEXIST"));
  await rm(aside);
}

/** A file that a crash of the machine cut short names nobody. */
function parse(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
