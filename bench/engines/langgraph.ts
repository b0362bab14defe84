import { Annotation, END, Send, START, StateGraph } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { type Dag, PAYLOAD, sleep } from "../work";

type Saver = InstanceType<typeof PostgresSaver>;

const State = Annotation.Root({ value: Annotation<string>({ reducer: (_, next) => next, default: () => "" }) });

/** The same graph for LangGraph: a node waits for all that lead to it. */
export function compileDag({ nodes, edges }: Dag, checkpointer?: Saver) {
  // Node names are only known here; the builder's type follows them one by one.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const graph: any = new StateGraph(State);
  const parents = Map.groupBy(edges, ([, target]) => target);
  const feeding = new Set(edges.map(([source]) => source));
  for (const { id, ms } of nodes) {
    graph.addNode(id, async () => {
      if (ms > 0) await sleep(ms);
      return { value: PAYLOAD };
    });
  }
  for (const { id } of nodes) {
    const before = (parents.get(id) ?? []).map(([source]) => source);
    if (before.length === 0) graph.addEdge(START, id);
    else if (before.length === 1) graph.addEdge(before[0], id);
    else graph.addEdge(before, id);
    if (!feeding.has(id)) graph.addEdge(id, END);
  }
  return graph.compile(checkpointer === undefined ? {} : { checkpointer });
}

export function compileMap(items: number, ms: number) {
  return new StateGraph(State)
    .addNode("call", async () => {
      await sleep(ms);
      return { value: PAYLOAD };
    })
    .addConditionalEdges(START, () => Array.from({ length: items }, (_, index) => new Send("call", { value: String(index) })))
    .addEdge("call", END)
    .compile();
}

/** Calls one after another, each asked with the answer of the one before. */
export function compileCalls(length: number, ask: (asked: string) => Promise<string>) {
  // biome-ignore lint/suspicious/noExplicitAny: as in compileDag
  const graph: any = new StateGraph(State);
  for (let index = 0; index < length; index++) {
    graph.addNode(`call${index}`, async ({ value }: typeof State.State) => ({ value: await ask(value) }));
    graph.addEdge(index === 0 ? START : `call${index - 1}`, `call${index}`);
  }
  return graph.addEdge(`call${length - 1}`, END).compile();
}

const Counted = Annotation.Root({ count: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }) });

export function compileLoop(iterations: number) {
  return new StateGraph(Counted)
    .addNode("step", async ({ count }) => ({ count: count + 1 }))
    .addEdge(START, "step")
    .addConditionalEdges("step", ({ count }) => (count < iterations ? "step" : END))
    .compile();
}

export async function openSaver(url: string): Promise<Saver> {
  const saver = PostgresSaver.fromConnString(url);
  await saver.setup();
  return saver;
}
