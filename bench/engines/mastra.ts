import { createStep, createWorkflow } from "@mastra/core/workflows";
import { z } from "zod";
import { askByFetch, type Dag, PAYLOAD, sleep } from "../work";

/** Steps hand on whatever they are given. */
const shape = z.any();
const schemas = { inputSchema: shape, outputSchema: shape };

const step = (id: string, work: (value: unknown) => Promise<unknown>) =>
  createStep({ id, ...schemas, execute: ({ inputData }) => work(inputData) });

const worker = (id: string, ms: number) =>
  step(id, async () => {
    if (ms > 0) await sleep(ms);
    return { value: PAYLOAD };
  });

const workflow = (id: string) => createWorkflow({ id, ...schemas });

type Runnable = { createRun(): Promise<{ start(given: { inputData: unknown }): Promise<{ status: string }> }> };

/** The slow node beside the chain, which is a workflow of its own. */
export function mastraLadder({ nodes }: Dag): Runnable {
  const msOf = new Map(nodes.map(({ id, ms }) => [id, ms]));
  const of = (id: string) => worker(id, msOf.get(id) ?? 0);
  let chain = workflow("chain");
  for (const { id } of nodes) if (id.startsWith("step")) chain = chain.then(of(id)) as typeof chain;
  return workflow("ladder")
    .then(of("start"))
    .parallel([of("slow"), chain.commit()])
    .then(of("end"))
    .commit() as unknown as Runnable;
}

/** Levels one after another, their nodes side by side: what its builder has for a lattice. */
export function mastraLattice(levels: number, width: number): Runnable {
  let lattice = workflow("lattice");
  for (let level = 0; level < levels; level++) {
    const row = Array.from({ length: width }, (_, index) => worker(`n${level}_${index}`, 0));
    lattice = lattice.parallel(row) as unknown as typeof lattice;
  }
  return lattice.commit() as unknown as Runnable;
}

export const mastraMap = (items: number, ms: number): Runnable =>
  workflow("map")
    .then(step("list", async () => Array.from({ length: items }, (_, index) => index)) as never)
    .foreach(worker("call", ms) as never, { concurrency: items })
    .commit() as unknown as Runnable;

export const mastraLoop = (iterations: number): Runnable =>
  workflow("loop")
    .dountil(
      step("step", async (value) => ({ count: z.object({ count: z.number() }).parse(value).count + 1 })) as never,
      async ({ inputData }: { inputData: unknown }) => z.object({ count: z.number() }).parse(inputData).count >= iterations,
    )
    .commit() as unknown as Runnable;

/** Model calls one after another by the platform's own `fetch`. */
export function mastraCalls(length: number, baseUrl: string): Runnable {
  let calls = workflow("calls");
  for (let index = 0; index < length; index++)
    calls = calls.then(step(`call${index}`, (asked) => askByFetch(baseUrl, String(asked)))) as typeof calls;
  return calls.commit() as unknown as Runnable;
}

export async function runMastra(graph: Runnable, inputData: unknown = {}): Promise<void> {
  const { status } = await (await graph.createRun()).start({ inputData });
  if (status !== "success") throw new Error(`The Mastra workflow ended as ${status}.`);
}
