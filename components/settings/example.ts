import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { input } from "@/nodes/input/definition";
import { readForm, startValues } from "../editor/runInput";

/** The request a program would send to start a graph, filled with the examples of its Input node. */
export function exampleInput(document: GraphDocument): JsonObject {
  const node = document.nodes.find(({ kind }) => kind === "input");
  const config = input.config.safeParse(node?.config);
  if (!config.success) return {};
  const form = readForm(config.data.fields, startValues(config.data.fields));
  return form.ok ? form.input : Object.fromEntries(config.data.fields.map(({ name }) => [name, "…"]));
}

/** A command line for a POSIX shell. */
export function curlToStart(origin: string, slug: string, key: string, body: JsonObject): string {
  return [
    `curl -X POST '${origin}/api/v1/graphs/${slug}/runs?wait=true'`,
    `-H 'Authorization: Bearer ${key}'`,
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify({ input: body }))}`,
  ].join(" \\\n  ");
}

export function curlToRead(origin: string, key: string): string {
  return [`curl '${origin}/api/v1/runs/<id>'`, `-H 'Authorization: Bearer ${key}'`].join(" \\\n  ");
}

/** A single-quoted word; a quote inside ends the word, adds an escaped quote and begins again. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
