import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ignoring } from "./dataFolder";
import { identify, identitySchema, isStillRunning } from "./identity";

const recordSchema = z.record(z.string(), identitySchema);

/** Writes down the processes of a start, so that the next one can end what a killed supervisor left running. */
export function openRecord(folder: string) {
  const path = recordPath(folder);
  const running: z.infer<typeof recordSchema> = {};
  let writing = Promise.resolve();
  return {
    /** Replaces what was noted under the name. */
    async note(name: string, pid: number): Promise<void> {
      running[name] = await identify(pid);
      writing = writing.then(async () => {
        await writeFile(`${path}.new`, JSON.stringify(running), { mode: 0o600 });
        await rename(`${path}.new`, path);
      });
      await writing;
    },
    clear: () => rm(path, { force: true }),
  };
}

/** Ends the processes an earlier start left behind. Gives their names. */
export async function endOrphans(folder: string): Promise<string[]> {
  const text = await readFile(recordPath(folder), "utf8").catch(ignoring("ENOENT"));
  if (text === undefined) return [];
  const ended: string[] = [];
  for (const [name, identity] of Object.entries(recordSchema.parse(JSON.parse(text)))) {
    if (!(await isStillRunning(identity))) continue;
    endGroup(identity.pid);
    ended.push(name);
    while (await isStillRunning(identity)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await rm(recordPath(folder), { force: true });
  return ended.sort();
}

const recordPath = (folder: string) => join(folder, "processes.json");

/** They lead their own groups. What they were doing is journaled, so they need no time to finish. */
function endGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
