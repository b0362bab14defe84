import {
  type ChartNode,
  createProcessor,
  globalRivetNodeRegistry,
  type NodeGraph,
  type PluginNodeImpl,
  type Project,
} from "@ironclad/rivet-node";
import { type Dag, PAYLOAD, sleep } from "../work";

type WorkNode = ChartNode<"work", { ms: number; inputs: string[] }>;

const place = { x: 0, y: 0 };

/** A node that takes so many milliseconds and hands 2 KB on. */
const work: PluginNodeImpl<WorkNode> = {
  create: () => chart("work", "work", { ms: 0, inputs: [] }) as WorkNode,
  getUIData: () => ({}),
  getEditors: () => [],
  getBody: () => undefined,
  getInputDefinitions: ({ inputs }) => inputs.map((input) => ({ id: input, title: input, dataType: "any" }) as never),
  getOutputDefinitions: () => [{ id: "value", title: "value", dataType: "any" } as never],
  process: async ({ ms }) => {
    if (ms > 0) await sleep(ms);
    return { value: { type: "string", value: PAYLOAD } } as never;
  },
};

const chart = (id: string, type: string, data: object, more: object = {}): ChartNode =>
  ({ id, type, title: id, visualData: place, data, ...more }) as ChartNode;

globalRivetNodeRegistry.registerPluginNode({ impl: work, displayName: "Work" }, { id: "bench" });

const wire = (from: string, output: string, to: string, input: string) =>
  ({ outputNodeId: from, outputId: output, inputNodeId: to, inputId: input }) as NodeGraph["connections"][number];

const project = (nodes: ChartNode[], connections: NodeGraph["connections"]): Project =>
  ({
    metadata: { id: "bench", title: "Bench", description: "", mainGraphId: "main" },
    graphs: { main: { metadata: { id: "main", name: "Bench" }, nodes, connections } },
  }) as unknown as Project;

export function rivetDag({ nodes, edges }: Dag): Project {
  const parents = Map.groupBy(edges, ([, target]) => target);
  return project(
    nodes.map(({ id, ms }) => chart(id, "work", { ms, inputs: (parents.get(id) ?? []).map(([source]) => `from_${source}`) })),
    edges.map(([source, target]) => wire(source, "value", target, `from_${source}`)),
  );
}

/** A list, and one node that is run once for each of its items. */
export function rivetMap(items: number, ms: number): Project {
  const list = chart("list", "array", { flatten: true });
  const texts = Array.from({ length: items }, (_, index) => chart(`item${index}`, "text", { text: String(index) }));
  const call = chart("call", "work", { ms, inputs: ["item"] }, { isSplitRun: true, splitRunMax: items });
  return project(
    [...texts, list, call],
    [...texts.map(({ id }, index) => wire(id, "output", "list", `input${index + 1}`)), wire("list", "output", "call", "item")],
  );
}

/** Chat nodes one after another, each asked with the answer of the one before. */
export function rivetCalls(length: number, baseUrl: string): Project {
  const data = {
    model: "bench",
    useTopP: false,
    temperature: 0,
    maxTokens: 64,
    cache: false,
    useServerTokenCalculation: true,
    endpoint: `${baseUrl}/chat/completions`,
  };
  const ids = Array.from({ length }, (_, index) => `call${index}`);
  return project(
    [chart("ask", "text", { text: "How deep is the sea?" }), ...ids.map((id) => chart(id, "chat", data))],
    ids.map((id, index) => (index === 0 ? wire("ask", "output", id, "prompt") : wire(`call${index - 1}`, "response", id, "prompt"))),
  );
}

export async function runRivet(graph: Project): Promise<void> {
  await createProcessor(graph, { openAiKey: "none" }).run();
}
