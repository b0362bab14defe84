import { type Builder, type Imported, variableName } from "./builder";
import { at, listAt, numberAt, pointAt, samplingOf, textAt } from "./loose";

/** Dify's DSL: apps of mode workflow, advanced-chat, chat, agent-chat and completion. */
export const isDify = (value: unknown): boolean =>
  at(value, "app", "mode") !== undefined && (at(value, "workflow") !== undefined || at(value, "model_config") !== undefined);

/** A reference to a value: the part that gives it, and its name there. */
type Reference = { part: string; name: string };

/** Parts whose values leave by one port; the name leads into the value. */
const objects = new Set(["code", "parameter-extractor"]);
const outputsOf: Record<string, string> = {
  llm: "output",
  "template-transform": "text",
  "knowledge-retrieval": "passages",
  "question-classifier": "label",
  "variable-aggregator": "value",
  iteration: "results",
};

export function importDify(value: unknown, builder: Builder): Imported {
  const name = textAt(value, "app", "name");
  return at(value, "workflow") === undefined ? importChat(value, name, builder) : importWorkflow(value, name, builder);
}

/** An app that is one model with a prompt, and perhaps tools. */
function importChat(value: unknown, name: string, builder: Builder): Imported {
  const config = at(value, "model_config");
  const asked = textAt(value, "app", "mode") === "completion" ? [] : ["query"];
  const form = listAt(config, "user_input_form").flatMap((entry) =>
    Object.values((entry as object | null) ?? {}).map((field) => textAt(field, "variable")),
  );
  const names = [...new Set([...form, ...asked].filter(Boolean).map(variableName))];
  const fields = names.length > 0 ? names : ["query"];
  const prompt = textAt(config, "pre_prompt").replace(/\{\{\s*([\w-]+)\s*\}\}/g, (_, variable: string) => `{{${variableName(variable)}}}`);
  const sampling = samplingOf(
    numberAt(config, "model", "completion_params", "temperature"),
    numberAt(config, "model", "completion_params", "max_tokens"),
  );
  const assignment = { type: "single", model: textAt(config, "model", "name") || null };
  const tools = listAt(config, "agent_mode", "tools");
  builder.node("start", "input", {
    name: "Start",
    position: { x: 0, y: 0 },
    config: { fields: fields.map((field) => ({ name: field, type: "longText" })) },
    extra: true,
  });
  const at340 = { x: 340, y: 0 };
  if (tools.length > 0) {
    const task = { instructions: prompt, prompt: "{{query}}", output: { type: "text" }, sampling };
    builder.node("model", "agent", { name, position: at340, config: { task, assignment, tools: {}, maxTurns: 10 } });
    builder.say("model", "tools", { name });
    tools.forEach((tool, index) => {
      const title = textAt(tool, "tool_label") || textAt(tool, "tool_name");
      builder.unmapped(`tool ${index}`, {
        name: title,
        type: "tool",
        position: { x: 340 + index * 300, y: 320 },
        details: JSON.stringify(tool, null, 2),
      });
    });
  } else {
    const messages = [
      ...(prompt === "" ? [] : [{ role: "system", content: prompt }]),
      { role: "user", content: asked.length > 0 ? "{{query}}" : prompt || "{{query}}" },
    ];
    builder.node("model", "model", {
      name,
      position: at340,
      config: { task: { messages, output: { type: "text" }, sampling }, assignment },
    });
  }
  builder.node("end", "output", { name: "Answer", position: { x: 680, y: 0 }, config: { fields: [{ name: "answer" }] }, extra: true });
  for (const field of fields) builder.link({ from: "start", to: "model", output: field, input: field });
  builder.link({ from: "model", to: "end" });
  return builder.finish(name);
}

function importWorkflow(value: unknown, name: string, builder: Builder): Imported {
  const parts = listAt(value, "workflow", "graph", "nodes");
  const edges = listAt(value, "workflow", "graph", "edges");
  const kindOf = new Map(parts.map((part) => [textAt(part, "id"), textAt(part, "data", "type")]));
  const titleOf = new Map(parts.map((part) => [textAt(part, "id"), textAt(part, "data", "title")]));
  const startId = parts.map((part) => textAt(part, "id")).find((id) => kindOf.get(id) === "start");
  const places = new Map(parts.map((part) => [textAt(part, "id"), part]));

  /** Where a reference's value really comes from: what the system knows comes in at the start. */
  const resolve = ({ part, name: field }: Reference): Reference =>
    part === "sys" || part === "conversation" || part === "env" ? { part: startId ?? "", name: field } : { part, name: field };
  const reference = (selector: readonly unknown[]): Reference =>
    resolve({ part: String(selector[0] ?? ""), name: selector.slice(1).map(String).join(".") });
  /** The template variable that stands for a reference. */
  const variable = ({ part, name: field }: Reference): string =>
    kindOf.get(part) === "start"
      ? variableName(field)
      : variableName(`${titleOf.get(part) ?? part}_${objects.has(kindOf.get(part) ?? "") ? "" : field}`);
  const path = ({ part, name: field }: Reference): string => (objects.has(kindOf.get(part) ?? "") && field !== "" ? `.${field}` : "");
  const portOf = ({ part, name: field }: Reference): string => {
    const kind = kindOf.get(part) ?? "";
    if (kind === "start") return variableName(field);
    if (kind === "http-request") return field === "status_code" ? "status" : field === "headers" ? "headers" : "body";
    if (kind === "iteration" && (field === "item" || field === "index")) return field;
    return outputsOf[kind] ?? "result";
  };

  /** Text with references as a template, each tied to what it refers to. */
  const template = (key: string, text: string, context: Reference | null = null): string =>
    text
      .replaceAll("{{#context#}}", () => (context === null ? "" : use(key, context)))
      .replace(/\{\{#([\w-]+)\.([\w.-]+)#\}\}/g, (_, part: string, field: string) => use(key, resolve({ part, name: field })));
  const use = (key: string, from: Reference): string => {
    wire(key, from);
    return `{{${variable(from)}${path(from)}}}`;
  };
  /** Branches of conditions: what runs only when one holds gets the value through it. */
  const guarded = new Map<string, { router: string; branch: string; from: Reference }>();
  const wire = (key: string, from: Reference, input: string = variable(from)): void => {
    const guard = guarded.get(key);
    if (guard !== undefined && guard.from.part === from.part && guard.from.name === from.name)
      builder.link({ from: guard.router, to: key, output: guard.branch, input });
    else builder.link({ from: from.part, to: key, output: portOf(from), input });
  };
  const assignmentOf = (data: unknown) => ({ type: "single", model: textAt(data, "model", "name") || null });
  const samplingIn = (data: unknown) =>
    samplingOf(numberAt(data, "model", "completion_params", "temperature"), numberAt(data, "model", "completion_params", "max_tokens"));

  for (const part of parts.filter((node) => kindOf.get(textAt(node, "id")) === "if-else")) {
    const key = textAt(part, "id");
    const from = conditionsOf(at(part, "data"))
      .map(({ conditions }) => conditions[0])
      .map((condition) => reference(listAt(condition, "variable_selector")))[0];
    if (from === undefined) continue;
    for (const edge of edges.filter((edge) => textAt(edge, "source") === key)) {
      const branch = textAt(edge, "sourceHandle");
      guarded.set(textAt(edge, "target"), { router: key, branch: branch === "false" ? "else" : variableName(`case_${branch}`), from });
    }
  }

  const endings: { field: string; from: Reference | null; key: string }[] = [];
  // Containers first: what stands inside them names them.
  const order = [...parts].sort(
    (a, b) => Number(textAt(b, "data", "type") === "iteration") - Number(textAt(a, "data", "type") === "iteration"),
  );
  for (const part of order) {
    const key = textAt(part, "id");
    const data = at(part, "data");
    const title = textAt(data, "title") || textAt(data, "type");
    const parent = textAt(part, "parentId") || textAt(data, "iteration_id") || undefined;
    const inside = parent !== undefined && kindOf.get(parent) === "iteration" ? parent : undefined;
    // Positions inside are relative there as here; ours leaves room for the container's ports.
    const { x, y } = pointAt(part, "position");
    const position = inside === undefined ? { x, y } : { x: Math.max(x, 128), y: Math.max(y, 64) };
    const node = (kind: string, config: object) => builder.node(key, kind, { name: title, position, config, parent: inside });
    switch (textAt(data, "type")) {
      case "start": {
        const given = listAt(data, "variables").map((field) => ({
          name: variableName(textAt(field, "variable")),
          label: textAt(field, "label").slice(0, 120),
          type: ({ number: "number", select: "choice", paragraph: "longText" } as Record<string, string>)[textAt(field, "type")] ?? "text",
          required: at(field, "required") === true,
          options: listAt(field, "options").map(String).filter(Boolean),
        }));
        const system = [...JSON.stringify(parts).matchAll(/(?:\{\{#|\[")(?:sys|conversation|env)(?:\.|",")([\w.]+)/g)].map(([, field]) =>
          variableName(field ?? ""),
        );
        const asked = textAt(value, "app", "mode") === "advanced-chat" ? ["query"] : [];
        const more = [...new Set([...asked, ...system])].filter((field) => !given.some(({ name: known }) => known === field));
        const fields = [...given, ...more.map((field) => ({ name: field, type: "longText", required: false }))];
        node("input", { fields: fields.length > 0 ? fields : [{ name: "query" }] });
        break;
      }
      case "llm": {
        const selector = listAt(data, "context", "variable_selector");
        const context = at(data, "context", "enabled") === true && selector.length > 1 ? reference(selector) : null;
        const given = at(data, "prompt_template");
        const messages = (Array.isArray(given) ? given : [given]).map((message) => ({
          role: ({ system: "system", assistant: "assistant" } as Record<string, string>)[textAt(message, "role")] ?? "user",
          content: template(key, textAt(message, "text"), context),
        }));
        if (messages.every(({ role }) => role === "system"))
          messages.push({ role: "user", content: startId === undefined ? "{{query}}" : use(key, { part: startId, name: "query" }) });
        node("model", { task: { messages, output: { type: "text" }, sampling: samplingIn(data) }, assignment: assignmentOf(data) });
        break;
      }
      case "question-classifier": {
        const selector = listAt(data, "query_variable_selector");
        node("classify", {
          task: {
            instructions: template(key, textAt(data, "instruction")),
            text: selector.length > 1 ? use(key, reference(selector)) : "{{text}}",
            labels: listAt(data, "classes").map((label) => ({
              name: variableName(textAt(label, "name")),
              description: textAt(label, "name").slice(0, 2_000),
            })),
          },
          assignment: assignmentOf(data),
        });
        break;
      }
      case "parameter-extractor": {
        const properties = listAt(data, "parameters").map((field) => [
          textAt(field, "name"),
          {
            type:
              ({ number: "number", bool: "boolean", select: "string", string: "string" } as Record<string, string>)[
                textAt(field, "type")
              ] ?? "string",
            description: textAt(field, "description"),
          },
        ]);
        const schema = {
          type: "object",
          properties: Object.fromEntries(properties),
          required: listAt(data, "parameters")
            .filter((field) => at(field, "required") === true)
            .map((field) => textAt(field, "name")),
        };
        const query = listAt(data, "query");
        const messages = [
          { role: "system", content: template(key, textAt(data, "instruction")) || "Take the values out of the text." },
          { role: "user", content: query.length > 1 ? use(key, reference(query)) : "{{text}}" },
        ];
        node("model", { task: { messages, output: { type: "json", schema }, sampling: samplingIn(data) }, assignment: assignmentOf(data) });
        break;
      }
      case "if-else": {
        const cases = conditionsOf(data).map(({ id, conditions, or }) => ({
          name: variableName(`case_${id}`),
          when: conditions
            .map((condition) => comparison(textAt(condition, "comparison_operator"), textAt(condition, "value")))
            .join(or ? " or " : " and "),
        }));
        const from = reference(listAt(conditionsOf(data)[0]?.conditions[0], "variable_selector"));
        node("router", { cases });
        wire(key, from, "value");
        if (
          new Set(
            conditionsOf(data).flatMap(({ conditions }) => conditions.map((condition) => listAt(condition, "variable_selector").join("."))),
          ).size > 1
        )
          builder.say(key, "condition", { name: title });
        break;
      }
      case "template-transform": {
        const names = new Map(
          listAt(data, "variables").map((field) => [textAt(field, "variable"), reference(listAt(field, "value_selector"))]),
        );
        const text = textAt(data, "template");
        if (text.includes("{%")) builder.unmapped(key, { name: title, type: "template-transform (Jinja)", position, details: text });
        else {
          for (const [input, from] of names) wire(key, from, variableName(input));
          node("template", { text: text.replace(/\{\{\s*([\w.]+)[^}]*\}\}/g, "{{$1}}") });
        }
        break;
      }
      case "code": {
        const names = new Map(
          listAt(data, "variables").map((field) => [variableName(textAt(field, "variable")), reference(listAt(field, "value_selector"))]),
        );
        if (textAt(data, "code_language") !== "javascript")
          builder.unmapped(key, { name: title, type: `code (${textAt(data, "code_language")})`, position, details: textAt(data, "code") });
        else {
          for (const [input, from] of names) wire(key, from, input);
          const call = `return main({ ${[...names.keys()].map((input) => `${input}: inputs.${input}`).join(", ")} });`;
          node("code", { inputs: [...names.keys()].map((input) => ({ name: input })), source: `${textAt(data, "code")}\n${call}` });
        }
        break;
      }
      case "http-request": {
        const lines = (field: string) =>
          textAt(data, field)
            .split("\n")
            .flatMap((line) =>
              line.includes(":")
                ? [{ name: line.slice(0, line.indexOf(":")).trim(), value: template(key, line.slice(line.indexOf(":") + 1).trim()) }]
                : [],
            );
        const query = lines("params")
          .map(({ name: field, value: text }) => `${field}=${text}`)
          .join("&");
        const body =
          listAt(data, "body", "data")
            .map((entry) => textAt(entry, "value"))
            .join("\n") || textAt(data, "body", "data");
        node("http", {
          method: (textAt(data, "method") || "get").toUpperCase(),
          url: template(key, textAt(data, "url")) + (query === "" ? "" : `?${query}`),
          headers: lines("headers"),
          body:
            body === ""
              ? { type: "none" }
              : {
                  type: "text",
                  text: template(key, body),
                  mediaType: textAt(data, "body", "type") === "json" ? "application/json" : "text/plain",
                },
          reading: "auto",
          failOnError: true,
        });
        break;
      }
      case "knowledge-retrieval":
        node("retrieve", { base: null, limit: Math.max(1, Math.min(20, numberAt(data, "multiple_retrieval_config", "top_k") ?? 5)) });
        wire(key, reference(listAt(data, "query_variable_selector")), "query");
        break;
      case "variable-aggregator": {
        const from = listAt(data, "variables").flatMap((selector) => (Array.isArray(selector) ? [reference(selector)] : []));
        node("merge", { inputs: from.map((_, index) => `value_${index + 1}`), mode: "first" });
        for (const [index, source] of from.entries()) wire(key, source, `value_${index + 1}`);
        break;
      }
      case "iteration":
        node("map", { with: [], concurrency: Math.max(1, numberAt(data, "parallel_nums") ?? 10), onItemError: "fail" });
        wire(key, reference(listAt(data, "iterator_selector")), "items");
        builder.link({ from: reference(listAt(data, "output_selector")).part, to: key, input: "result" });
        break;
      case "iteration-start":
        break;
      case "answer": {
        node("template", { text: template(key, textAt(data, "answer")) || " " });
        endings.push({ field: "answer", from: null, key });
        break;
      }
      case "end":
        for (const output of listAt(data, "outputs"))
          endings.push({ field: variableName(textAt(output, "variable")), from: reference(listAt(output, "value_selector")), key });
        break;
      default:
        if (textAt(part, "type") === "custom-note") builder.note(key, noteText(textAt(data, "text")), position);
        else
          builder.unmapped(key, { name: title, type: textAt(data, "type") || "?", position, details: JSON.stringify(data ?? {}, null, 2) });
    }
  }
  finishEndings(endings, places, builder, portOf);
  for (const edge of edges) {
    const source = textAt(edge, "source");
    const label =
      kindOf.get(source) === "question-classifier"
        ? listAt(places.get(source), "data", "classes").find((entry) => textAt(entry, "id") === textAt(edge, "sourceHandle"))
        : undefined;
    if (label !== undefined) builder.link({ from: source, to: textAt(edge, "target"), output: variableName(textAt(label, "name")) });
  }
  return builder.finish(name);
}

/** One output for all that the foreign graph gives back; what several parts give under one name goes through a merge. */
function finishEndings(
  endings: readonly { field: string; from: Reference | null; key: string }[],
  places: ReadonlyMap<string, unknown>,
  builder: Builder,
  portOf: (from: Reference) => string,
): void {
  if (endings.length === 0) return;
  const right = Math.max(...[...places.values()].map((part) => pointAt(part, "position").x)) + 340;
  const { y } = pointAt(places.get(endings[0]?.key ?? ""), "position");
  const groups = Map.groupBy(endings, ({ field }) => field);
  builder.node("our output", "output", {
    name: "End",
    position: { x: right + 340, y },
    config: { fields: [...groups.keys()].map((field) => ({ name: field })) },
    extra: true,
  });
  for (const [field, sources] of groups) {
    const merge = `merge of ${field}`;
    const several = sources.length > 1;
    if (several)
      builder.node(merge, "merge", {
        name: field,
        position: { x: right, y },
        config: { inputs: sources.map((_, index) => `value_${index + 1}`), mode: "first" },
        extra: true,
      });
    for (const [index, { from, key }] of sources.entries()) {
      builder.link({
        from: from?.part ?? key,
        to: several ? merge : "our output",
        output: from === null ? undefined : portOf(from),
        input: several ? `value_${index + 1}` : field,
      });
    }
    if (several) builder.link({ from: merge, to: "our output", input: field });
  }
}

type Case = { id: string; conditions: readonly unknown[]; or: boolean };

/** The cases of a condition; older files have one alone. */
function conditionsOf(data: unknown): Case[] {
  const cases = listAt(data, "cases");
  const all = cases.length > 0 ? cases : [{ ...(data as object), case_id: "true" }];
  return all
    .map((entry) => ({
      id: textAt(entry, "case_id") || "true",
      conditions: listAt(entry, "conditions"),
      or: textAt(entry, "logical_operator") === "or",
    }))
    .filter(({ conditions }) => conditions.length > 0);
}

/** A comparison of the value that comes in, as JSONata. */
function comparison(operator: string, value: string): string {
  const wanted = JSON.stringify(value);
  const operators: Record<string, string> = {
    contains: `$contains($string($), ${wanted})`,
    "not contains": `$not($contains($string($), ${wanted}))`,
    "start with": `$substring($string($), 0, ${value.length}) = ${wanted}`,
    is: `$string($) = ${wanted}`,
    "is not": `$string($) != ${wanted}`,
    empty: `$string($) = ""`,
    "not empty": `$string($) != ""`,
    "=": `$number($) = ${Number(value) || 0}`,
    "≠": `$number($) != ${Number(value) || 0}`,
    ">": `$number($) > ${Number(value) || 0}`,
    "<": `$number($) < ${Number(value) || 0}`,
    "≥": `$number($) >= ${Number(value) || 0}`,
    "≤": `$number($) <= ${Number(value) || 0}`,
  };
  return operators[operator] ?? `$string($) = ${wanted}`;
}

/** A note's words out of the rich text it is kept as. */
function noteText(text: string): string {
  try {
    const words: string[] = [];
    const read = (node: unknown) => {
      const own = textAt(node, "text");
      if (own !== "") words.push(own);
      for (const child of listAt(node, "children")) read(child);
      if (textAt(node, "type") === "paragraph") words.push("\n");
    };
    read(at(JSON.parse(text), "root"));
    return words.join("").trim();
  } catch {
    return text;
  }
}
