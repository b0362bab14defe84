import "server-only";
import { openDatabase } from "@/db/client";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import { openWorker } from "./engine/worker";
import { openModelGateway, warmUp } from "./models/open";
import { openSandbox } from "./sandbox/sandbox";

/** The worker process: takes runs from the queue until it is told to stop. */
const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error("DATABASE_URL is not set. Start Minnow with npm start, or give the worker a PostgreSQL server.");

const database = openDatabase(url, { name: "minnow-worker", max: 12 });
const gateway = openModelGateway({ database, tellsStates: true });
const sandbox = openSandbox();
await warmUp(database);
const worker = await openWorker({ database, gateway, sandbox, kinds, executorOf, slots: Number(process.env.MINNOW_WORKER_RUNS ?? 50) });

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await worker.close();
  await Promise.all([sandbox.close(), gateway.close()]);
  await database.close();
  process.exit(0);
};
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
// The supervisor is gone: nobody else would stop this process.
process.on("disconnect", stop);

process.send?.({ type: "ready" });
