import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { isAlive } from "@/db/alive";
import { freePort } from "@/db/port";

const startedSchema = z.object({ url: z.string(), databaseUrl: z.string(), processes: z.record(z.string(), z.number()) });
type Started = z.infer<typeof startedSchema> & { supervisor: ChildProcess; said(): string };

let folder: string;
let supervisors: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "minnow-supervisor-"));
  supervisors = [];
});

afterEach(async () => {
  for (const supervisor of supervisors) await ended(supervisor, "SIGTERM");
  // A start and a stop also clear away what a killed supervisor left.
  if (await databasePid()) await ended((await start()).supervisor, "SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

describe("a start", { timeout: 60_000 }, () => {
  it("runs web, worker and database, and a Ctrl-C leaves none of them behind", async () => {
    const { supervisor, processes, url } = await start();
    expect(await (await fetch(url)).text()).toBe("web");
    const all = [...Object.values(processes), await databasePid()];
    expect(all).toHaveLength(3);
    expect(all.every((pid) => pid !== undefined && isAlive(pid))).toBe(true);

    await ended(supervisor, "SIGINT");

    expect(supervisor.exitCode).toBe(0);
    expect(all.filter((pid) => pid !== undefined && isAlive(pid))).toEqual([]);
  });

  it("recovers from a killed supervisor: the data is there and the orphans are gone", async () => {
    const first = await start();
    await query(first.databaseUrl, (sql) => sql`create table kept as select 'still here' as what`);
    await ended(first.supervisor, "SIGKILL");
    expect(isAlive(z.number().parse(first.processes.worker))).toBe(true);

    const second = await start();

    expect(Object.values(first.processes).filter(isAlive)).toEqual([]);
    expect(second.said()).toMatch(/Ended what an earlier start left running: .*worker/);
    expect(await query(second.databaseUrl, (sql) => sql`select what from kept`)).toEqual([{ what: "still here" }]);
  });

  it("recovers when everything was killed at once, as by a power cut", async () => {
    const first = await start();
    await query(first.databaseUrl, (sql) => sql`create table kept as select 'still here' as what`);
    const database = await databasePid();
    await ended(first.supervisor, "SIGKILL");
    for (const pid of [...Object.values(first.processes), database]) if (pid !== undefined) process.kill(pid, "SIGKILL");

    const second = await start();

    expect(await query(second.databaseUrl, (sql) => sql`select what from kept`)).toEqual([{ what: "still here" }]);
    expect(await databasePid()).not.toBe(database);
  });

  it("is refused while another one uses the data folder, with the address of that one", async () => {
    const { url } = await start();
    const { code, said } = await refused();
    expect(code).toBe(1);
    expect(said).toContain(`Minnow is already running at ${url}`);
  });

  it("is refused when the port that was asked for is taken", async () => {
    const port = await takenPort();
    const { code, said } = await refused(port);
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} is taken`);
    expect(await databasePid()).toBeUndefined();
  });

  it("leaves nothing of a killed supervisor behind when it can't start itself", async () => {
    const first = await start();
    await ended(first.supervisor, "SIGKILL");
    const { said } = await refused(await takenPort());
    expect(said).toContain("is taken");
    expect(Object.values(first.processes).filter(isAlive)).toEqual([]);
    expect(await databasePid()).toBeUndefined();
  });

  it("has a web process that ends when its supervisor is killed, and doesn't go on printing to nobody", async () => {
    const { supervisor, processes } = await start();
    await ended(supervisor, "SIGKILL");
    await expect.poll(() => isAlive(z.number().parse(processes.web)), { timeout: 10_000 }).toBe(false);
  });

  it("gets the port of the one that was killed", async () => {
    const first = await start();
    await ended(first.supervisor, "SIGKILL");
    const second = await start(Number(new URL(first.url).port));
    expect(second.url).toBe(first.url);
  });

  it("starts a worker that ended by itself again", async () => {
    const { processes, supervisor } = await start();
    const again = new Promise<void>((resolve) => {
      supervisor.stdout?.on("data", (text: Buffer) => {
        if (text.includes("The worker process was ended by SIGKILL; it is started again")) resolve();
      });
    });
    process.kill(z.number().parse(processes.worker), "SIGKILL");
    await again;
    await expect.poll(() => recordedPid("worker"), { timeout: 10_000 }).not.toBe(processes.worker);
  });
});

async function start(port?: number): Promise<Started> {
  const { supervisor, said } = launch(port ?? (await freePort()));
  const [message] = await Promise.race([
    once(supervisor, "message"),
    once(supervisor, "exit").then(() => {
      throw new Error(`The supervisor ended: ${said()}`);
    }),
  ]);
  return { ...startedSchema.parse(message), supervisor, said };
}

async function refused(port?: number): Promise<{ code: number | null; said: string }> {
  const { supervisor, said } = launch(port);
  await once(supervisor, "close");
  return { code: supervisor.exitCode, said: said() };
}

function launch(port?: number): { supervisor: ChildProcess; said(): string } {
  const script = ["--import", "tsx", "tests/helpers/standInSupervisor.ts", folder, String(port ?? "")];
  const supervisor = spawn(process.execPath, script, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  supervisors.push(supervisor);
  let text = "";
  for (const stream of [supervisor.stdout, supervisor.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk));
  return { supervisor, said: () => text };
}

async function ended(supervisor: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  const exit = once(supervisor, "exit");
  supervisor.kill(signal);
  await exit;
}

async function databasePid(): Promise<number | undefined> {
  const text = await readFile(join(folder, "postgres/postmaster.pid"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number(text.split("\n")[0]);
}

async function recordedPid(name: string): Promise<number | undefined> {
  const record = z
    .record(z.string(), z.object({ pid: z.number() }))
    .parse(JSON.parse(await readFile(join(folder, "processes.json"), "utf8")));
  return record[name]?.pid;
}

async function query<T>(url: string, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return z.object({ port: z.number() }).parse(server.address()).port;
}
