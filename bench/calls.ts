import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { workerHeap } from "@/server/processes/commands";
import type { Engine } from "./table";

/** Runs a second, milliseconds of CPU a run, and the most memory the process held, in MiB. */
export const CallFigures = z.object({ runsPerSecond: z.number(), cpuMs: z.number(), peakMib: z.number() });
export type CallFigures = z.infer<typeof CallFigures>;

const start = (file: string, given: string[], options: string[] = []) =>
  fork(fileURLToPath(new URL(file, import.meta.url)), given, { execArgv: [...process.execArgv, ...options] });

/** A model server of its own process that answers after so many milliseconds. */
export async function openModelServer(ms: number): Promise<{ baseUrl: string; close(): void }> {
  const server = start("modelServer.ts", [String(ms)]);
  const [address] = await once(server, "message");
  const { port } = z.object({ port: z.number() }).parse(address);
  return { baseUrl: `http://127.0.0.1:${port}/v1`, close: () => server.disconnect() };
}

/** One engine in a process of its own, so that CPU and memory are its alone, and as it is run: Minnow's workers have their heap option. */
export async function measureCalls(engine: Engine, baseUrl: string, databaseUrl: string): Promise<CallFigures> {
  const child = start("callsOf.ts", [engine, baseUrl, databaseUrl], engine === "minnow" ? [workerHeap] : []);
  const told = await Promise.race([
    once(child, "message").then(([figures]) => CallFigures.parse(figures)),
    once(child, "exit").then(([code]): never => {
      throw new Error(`The bench of ${engine} ended with exit code ${code}.`);
    }),
  ]);
  child.kill();
  return told;
}
