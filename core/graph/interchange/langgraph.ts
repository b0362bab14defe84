import { type Builder, type Imported, variableName } from "./builder";
import { at, listAt, textAt } from "./loose";

/**
 * Graphs as `to_json()` of LangGraph and langchain-core writes them: `{ nodes: [{ id, type, data }], edges: [{ source, target, conditional, data }] }`.
 * Such a file has the shape of the agent, and none of its code: nodes that ask a model become model nodes with a prompt to be written,
 * functions become code nodes to be written, conditions become routers.
 */
export const isLangGraph = (value: unknown): boolean =>
  listAt(value, "nodes").length > 0 &&
  Array.isArray(at(value, "edges")) &&
  listAt(value, "nodes").every((node) => textAt(node, "id") !== "" && at(node, "position") === undefined) &&
  listAt(value, "edges").every((edge) => textAt(edge, "source") !== "" && textAt(edge, "target") !== "");

const COLUMN = 340;
const ROW = 200;

export function importLangGraph(value: unknown, name: string, builder: Builder): Imported {
  const nodes = listAt(value, "nodes");
  const edges = listAt(value, "edges").map((edge) => ({
    source: textAt(edge, "source"),
    target: textAt(edge, "target"),
    conditional: at(edge, "conditional") === true,
    label: textAt(edge, "data"),
  }));
  const place = layers(
    nodes.map((node) => textAt(node, "id")),
    edges,
  );
  for (const node of nodes) {
    const key = textAt(node, "id");
    const position = place(key);
    const title = textAt(node, "data", "name") || key;
    const path = listAt(node, "data", "id").map(String);
    const type = path.at(-1) ?? textAt(node, "type");
    const incoming = edges.filter(({ target }) => target === key);
    const first = { inputs: [{ name: "state" }] };
    if (key === "__start__")
      builder.node(key, "input", { name: "Start", position, config: { fields: [{ name: "input", type: "longText" }] } });
    else if (key === "__end__") builder.node(key, "output", { name: "End", position, config: { fields: [{ name: "output" }] } });
    else if (/^tools?$/i.test(key) || /ToolNode/i.test(type)) {
      builder.unmapped(key, { name: title, type: type || "ToolNode", position });
      builder.say(key, "tools", { name: title });
    } else if (/prompt/i.test(type)) builder.node(key, "template", { name: title, position, config: { text: "{{state}}" } });
    else if (/chat|llm|model/i.test(type) || /agent|llm|model|chat/i.test(key)) {
      const messages = [{ role: "user", content: "{{state}}" }];
      const config = { task: { messages, output: { type: "text" } }, assignment: { type: "single", model: null } };
      builder.node(key, "model", { name: title, position, config });
    } else if (incoming.length > 1) {
      const inputs = incoming.map(({ source }) => variableName(source));
      builder.node(key, "code", {
        name: title,
        position,
        config: { inputs: inputs.map((input) => ({ name: input })), source: codeOf(title) },
      });
    } else builder.node(key, "code", { name: title, position, config: { ...first, source: codeOf(title) } });
  }
  const conditional = Map.groupBy(
    edges.filter((edge) => edge.conditional),
    ({ source }) => source,
  );
  for (const [source, branches] of conditional) {
    const { x, y } = place(source);
    const cases = [...new Set(branches.map(({ label, target }) => variableName(label || target)))].filter(
      (branch) => branch !== "else" && branch !== "error",
    );
    const key = `router of ${source}`;
    const config = { cases: cases.map((branch) => ({ name: branch, when: `$ = ${JSON.stringify(branch)}` })) };
    if (
      cases.length === 0 ||
      !builder.node(key, "router", { name: `After ${source}`, position: { x: x + 170, y: y + 60 }, config, extra: true })
    )
      continue;
    builder.say(key, "condition", { name: source });
    builder.link({ from: source, to: key });
    for (const { label, target } of branches) builder.link({ from: key, to: target, output: variableName(label || target) });
  }
  for (const { source, target, conditional: branch } of edges) if (!branch) builder.link({ from: source, to: target });
  return builder.finish(name);
}

const codeOf = (title: string) =>
  `// What “${title}” did stands in the code of the agent, not in its graph.\nreturn Object.values(inputs)[0];`;

/** Places nodes in columns by their distance from the start. */
function layers(ids: readonly string[], edges: readonly { source: string; target: string }[]): (id: string) => { x: number; y: number } {
  const depth = new Map<string, number>();
  const targets = new Set(edges.map(({ target }) => target));
  let open = ids.filter((id) => !targets.has(id));
  if (open.length === 0) open = ids.slice(0, 1);
  for (let level = 0; open.length > 0; level++) {
    for (const id of open) depth.set(id, level);
    const here = new Set(open);
    open = [...new Set(edges.filter(({ source, target }) => here.has(source) && !depth.has(target)).map(({ target }) => target))];
  }
  const rows = new Map<number, number>();
  const places = new Map(
    ids.map((id) => {
      const column = depth.get(id) ?? 0;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [id, { x: column * COLUMN, y: row * ROW }];
    }),
  );
  return (id) => places.get(id) ?? { x: 0, y: 0 };
}
