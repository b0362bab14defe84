import { execFile } from "node:child_process";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandLine, isAlive } from "./alive";
import type { PostgresUser } from "./postgresUser";

const run = promisify(execFile);
export const superuser = "minnow";
const logLimitBytes = 5_000_000;

/** A PostgreSQL data folder, the folder of the programs that serve it, and who runs them when that is not us. */
export type Cluster = { data: string; programs: string; user: PostgresUser | undefined };

/** Made beside its place and renamed, so that a start which was killed half-way leaves no half-made cluster. */
export async function createCluster({ data, programs, user }: Cluster, password: string): Promise<void> {
  const unfinished = `${data}.new`;
  const passwordFile = `${data}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid);
  const initdb = [
    ...["--pgdata", unfinished, "--username", superuser, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
    // The same order and case rules on every system, whatever locales it has.
    ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-sync"],
  ];
  try {
    await run(join(programs, "initdb"), initdb, { ...user, cwd: unfinished });
  } finally {
    await rm(passwordFile, { force: true });
  }
  // Refused when a folder that isn't empty is in the way: it may be somebody's.
  await rename(unfinished, data);
}

export async function startServer({ data, programs, user }: Cluster, port: number, settings: Record<string, string>): Promise<void> {
  const log = join(data, "server.log");
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(log, `${log}.old`);
  const flags = [`-p ${port}`, ...Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)].join(" ");
  try {
    await run(join(programs, "pg_ctl"), ["start", "-D", data, "-l", log, "-w", "-t", "60", "-o", flags], { ...user, cwd: data });
  } catch (cause) {
    const lines = await readFile(log, "utf8").catch(() => "");
    const end = lines.trimEnd().split("\n").slice(-8).join("\n");
    throw new Error(`The embedded PostgreSQL did not start. Its log (${log}) ends with:\n${end}`, { cause });
  }
}

export async function stopServer({ data, programs, user }: Cluster): Promise<void> {
  if ((await runningServer({ data })) === undefined) return;
  await run(join(programs, "pg_ctl"), ["stop", "-D", data, "-m", "fast", "-w", "-t", "60"], { ...user, cwd: data }).catch(async (error) => {
    // It may have stopped by itself in between.
    if ((await runningServer({ data })) !== undefined) throw error;
  });
}

/** The server that runs on a data folder. A `postmaster.pid` whose process is gone, or is now another program, is removed. */
export async function runningServer({ data }: Pick<Cluster, "data">): Promise<{ port: number } | undefined> {
  const path = join(data, "postmaster.pid");
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  if (isAlive(pid) && /postgres/.test((await commandLine(pid)) ?? "postgres")) return { port: Number(lines[3]) };
  await rm(path, { force: true });
  return undefined;
}
