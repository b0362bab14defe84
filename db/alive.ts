import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whether a process with this number exists. One that has died but was not yet collected by its parent does not count, unless
 * threads of it are still ending: until the last of them has, its ports and files stay open.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const fields = statFields(pid);
  return fields?.state !== "Z" || fields.threads > 1;
}

/** The command a process was started with; undefined when it is gone or the system does not tell. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  if (process.platform === "linux") {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return text.replaceAll("\0", " ").trim() || undefined;
  }
  return (await ps(pid, "command=")) || undefined;
}

/** When a process started, in whatever form the system tells it: numbers are used again, a number with its start is not. */
export async function startMoment(pid: number): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  if (process.platform === "linux") return statFields(pid)?.started;
  return (await ps(pid, "lstart=")) || undefined;
}

/** See proc(5): state is field 3, threads 20, start in clock ticks since boot 22; the name in field 2 may hold anything. */
function statFields(pid: number): { state: string | undefined; threads: number; started: string | undefined } | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], threads: Number(fields[17]), started: fields[19] };
  } catch {
    return undefined;
  }
}

async function ps(pid: number, field: string): Promise<string> {
  const { stdout } = await run("ps", ["-o", field, "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim();
}
