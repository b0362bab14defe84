import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "@/db/client";
import { kinds } from "@/nodes/definitions";
import { type AnyExecutor, executorOf } from "@/nodes/executors";
import { openWorker } from "@/server/engine/worker";
import { openModelGateway } from "@/server/models/open";
import { openSandbox } from "@/server/sandbox/sandbox";
import { holdOf, turnOf } from "./scene";

/**
 * The product's worker, but a node of a bench graph ends when its turn is over: then a run ends 50 nodes a second on any machine that
 * could do more. Everything else is as it is, the simulated models included.
 */
const paced = (execute: AnyExecutor): AnyExecutor => {
  return async (request) => {
    const turn = turnOf(request.context.activation);
    if (turn === null) return execute(request);
    const [outputs] = await Promise.all([execute(request), pause(holdOf(turn), undefined, { signal: request.context.signal })]);
    return outputs;
  };
};

const database = openDatabase(process.env.DATABASE_URL ?? "", { name: "minnow-worker", max: 12 });
const gateway = openModelGateway({ database });
const sandbox = openSandbox();
const worker = await openWorker({
  database,
  gateway,
  sandbox,
  kinds,
  executorOf: (kind) => {
    const execute = executorOf(kind);
    return execute && paced(execute);
  },
  slots: 50,
});

const stop = async () => {
  await worker.close();
  await Promise.all([sandbox.close(), gateway.close()]);
  await database.close();
  process.exit(0);
};
process.once("SIGTERM", stop);
process.on("disconnect", stop);
process.send?.({ type: "ready" });
