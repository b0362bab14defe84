import { setTimeout as pause } from "node:timers/promises";
import { type EmbeddedPostgres, embeddedUrl, startEmbeddedPostgres, stopEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { makeDataFolder, secretOf } from "./dataFolder";
import { type KeptChild, keepRunning } from "./kept";
import { lockFolder } from "./lock";
import { webPort } from "./ports";
import { endOrphans, openRecord } from "./record";

/** What the web process gets to answer before it is ended: pages are quick, open event streams never end by themselves. */
const webGraceMs = 3_000;
/** What the worker gets to hand back its runs. */
const workerGraceMs = 20_000;
const databaseCheckMs = 2_000;

export type ProductOptions = {
  root: string;
  /** Data folder. */
  folder: string;
  /** A PostgreSQL server of the user's own, instead of the embedded one. */
  databaseUrl?: string | undefined;
  host: string;
  /** Taken from 3000 on when not given. */
  port?: number | undefined;
  /** Where people reach it, when that is not this machine and port. */
  publicUrl?: string | undefined;
  mode: "production" | "development";
  /** What follows `node` to start the two processes. */
  web(address: { host: string; port: number }): readonly string[];
  worker: readonly string[];
  /** Done once the data folder is ours and before anything is started. */
  prepare?(signal: AbortSignal): Promise<void>;
  /** Gives up a start that is under way. */
  signal?: AbortSignal | undefined;
  /** Progress, in sentences. */
  say(line: string): void;
  /** What the processes print. */
  printed(name: string, line: string, stream: "out" | "error"): void;
};

export type Product = {
  url: string;
  /** For processes that belong to the product: the database, the secret, the address. */
  environment: NodeJS.ProcessEnv & { DATABASE_URL: string; MINNOW_SECRET: string; MINNOW_URL: string };
  processes(): Record<string, number>;
  /** Stops web, worker and database, in this order. */
  stop(): Promise<void>;
  /** Ends the processes at once; the database recovers at the next start. */
  kill(): void;
};

/** Starts database, web and worker, and resolves when a person can use them. Leaves nothing running when it fails. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { folder, say } = options;
  await makeDataFolder(folder);
  const lock = await lockFolder(folder);
  const record = openRecord(folder);
  const children: KeptChild[] = [];
  const failed = new AbortController();
  const giveUp = AbortSignal.any(options.signal ? [failed.signal, options.signal] : [failed.signal]);
  const ending = new AbortController();
  let database: EmbeddedPostgres | undefined;
  let watching: Promise<void> | undefined;

  const stop = async () => {
    for (const child of children) await child.stop(child.name === "web" ? webGraceMs : workerGraceMs);
    ending.abort();
    await watching;
    // Also one that an earlier start left and this one didn't come to take over.
    if (options.databaseUrl === undefined) await stopEmbeddedPostgres(folder);
    await record.clear();
    await lock.release();
  };

  try {
    await options.prepare?.(giveUp);
    giveUp.throwIfAborted();
    const orphans = await endOrphans(folder);
    if (orphans.length > 0) say(`Ended what an earlier start left running: ${orphans.join(", ")}.`);
    const port = await webPort(options.port, options.host);
    if (options.databaseUrl === undefined) {
      if ((await embeddedUrl(folder)) === undefined) say("Making the database …");
      database = await startEmbeddedPostgres(folder);
      if (database.adopted) say("The database of an earlier start was still running; it is used on.");
    }
    const databaseUrl = options.databaseUrl ?? database?.url;
    if (databaseUrl === undefined) throw new Error("No database");
    await migrate(databaseUrl);
    if (database) watching = keepAlive(database, ending.signal, say);
    giveUp.throwIfAborted();

    const url = options.publicUrl ?? `http://localhost:${port}`;
    const environment = {
      ...process.env,
      NODE_ENV: options.mode,
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: databaseUrl,
      MINNOW_SECRET: await secretOf(folder),
      MINNOW_URL: url,
      MINNOW_DATA: folder,
    };
    const here = options.host === "0.0.0.0" || options.host === "::" ? "127.0.0.1" : options.host;
    const keep = (name: string, args: readonly string[], readyAt: "message" | { url: string }) =>
      keepRunning({ name, args, cwd: options.root, env: environment, readyAt }, giveUp, {
        started: (pid) => record.note(name, pid),
        printed: (line, stream) => options.printed(name, line, stream),
        ended: (how, againInMs) => say(`The ${name} process ${how}; it is started again in ${againInMs / 1000} s.`),
      }).then(
        (child) => children.push(child),
        (error: unknown) => {
          failed.abort(error);
          throw error;
        },
      );
    const started = await Promise.allSettled([
      keep("worker", options.worker, "message"),
      keep("web", options.web({ host: options.host, port }), { url: `http://${here}:${port}/sign-in` }),
    ]);
    if (started.some((result) => result.status === "rejected")) throw giveUp.reason;
    children.sort((one) => (one.name === "web" ? -1 : 1));
    await lock.announce(url);
    return {
      url,
      environment,
      processes: () => Object.fromEntries(children.map((child) => [child.name, child.pid()])),
      stop,
      kill: () => {
        for (const child of children) child.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The embedded server is no child of ours, so that its end is noticed by looking. */
async function keepAlive(database: EmbeddedPostgres, until: AbortSignal, say: (line: string) => void): Promise<void> {
  while (!until.aborted) {
    await pause(databaseCheckMs, undefined, { signal: until }).catch(() => {});
    if (until.aborted) return;
    try {
      if (await database.revive()) say("The database had ended by itself; it was started again.");
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
}
