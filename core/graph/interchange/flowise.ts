import { type Builder, type Imported, variableName } from "./builder";
import { at, listAt, numberAt, pointAt, samplingOf, textAt } from "./loose";

/** Exports of Flowise: chat flows, whose parts hand each other instances, and agent flows (version 2), whose parts run one after another. */
export const isFlowise = (value: unknown): boolean =>
  listAt(value, "nodes").length > 0 &&
  listAt(value, "nodes").every((node) => at(node, "data", "inputs") !== undefined || at(node, "data", "inputParams") !== undefined);

const plain = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();

/** Texts as templates of ours: `{question}` and `{{ $form.x }}` alike become `{{name}}`. */
const template = (text: string, single: boolean): string => {
  const double = plain(text).replace(/\{\{\s*\$?([\w.\-[\]]+)\s*\}\}/g, (_, path: string) => `{{${variableName(path)}}}`);
  return single ? double.replace(/(?<!\{)\{([A-Za-z_]\w*)\}(?!\})/g, "{{$1}}") : double;
};

export function importFlowise(value: unknown, name: string, builder: Builder): Imported {
  const nodes = listAt(value, "nodes");
  const byId = new Map(nodes.map((node) => [textAt(node, "id"), node]));
  const edges = listAt(value, "edges").map((edge) => ({
    source: textAt(edge, "source"),
    target: textAt(edge, "target"),
    output: textAt(edge, "sourceHandle"),
  }));
  /** Parts that were taken into another one, such as the prompt of a chain. */
  const absorbed = new Set<string>();
  const used = (node: unknown, key: string): unknown => {
    const id = /^\{\{([\w-]+)\.data\.instance\}\}$/.exec(textAt(node, "data", "inputs", key))?.[1];
    if (id === undefined) return undefined;
    absorbed.add(id);
    return byId.get(id);
  };
  const modelOf = (part: unknown) => ({
    model: textAt(part, "data", "inputs", "modelName") || textAt(part, "data", "inputs", "model") || null,
    sampling: samplingOf(numberAt(part, "data", "inputs", "temperature"), numberAt(part, "data", "inputs", "maxTokens")),
  });
  const later: (() => void)[] = [];
  let start: string | null = null;
  const ends: string[] = [];

  for (const node of nodes) {
    const key = textAt(node, "id");
    const kind = textAt(node, "data", "name");
    const title = textAt(node, "data", "label") || kind;
    const position = pointAt(node, "position");
    const inputs = at(node, "data", "inputs");
    const input = (field: string) => textAt(inputs, field);
    const asks = (messages: { role: string; content: string }[], model: string | null, sampling: object) =>
      builder.node(key, "model", {
        name: title,
        position,
        config: { task: { messages, output: { type: "text" }, sampling }, assignment: { type: "single", model } },
      });
    switch (kind) {
      case "startAgentflow": {
        start = key;
        const fields = listAt(inputs, "formInputTypes").map((field) => ({
          name: variableName(textAt(field, "name")),
          label: textAt(field, "label").slice(0, 120),
        }));
        builder.node(key, "input", {
          name: title,
          position,
          config: { fields: fields.length > 0 ? fields : [{ name: "question", type: "longText" }] },
        });
        break;
      }
      case "llmAgentflow":
      case "agentAgentflow": {
        const part = kind === "llmAgentflow" ? "llm" : "agent";
        const roles: Record<string, string> = { system: "system", developer: "system", assistant: "assistant" };
        const given = listAt(inputs, `${part}Messages`).map((message) => ({
          role: roles[textAt(message, "role")] ?? "user",
          content: template(textAt(message, "content"), false),
        }));
        const user = template(input(`${part}UserMessage`), false);
        const messages = [
          ...given,
          ...(user !== "" || given.every(({ role }) => role === "system") ? [{ role: "user", content: user || "{{question}}" }] : []),
        ];
        const config = at(inputs, `${part}ModelConfig`);
        asks(
          messages,
          textAt(config, "modelName") || textAt(config, "model") || null,
          samplingOf(numberAt(config, "temperature"), undefined),
        );
        const tools = listAt(inputs, "agentTools");
        if (tools.length > 0) builder.say(key, "tools", { name: title });
        break;
      }
      case "conditionAgentflow": {
        const cases = listAt(inputs, "conditions").map((condition, index) => ({
          name: `condition_${index}`,
          when: comparison(textAt(condition, "operation"), textAt(condition, "value2")),
        }));
        builder.node(key, "router", { name: title, position, config: { cases } });
        builder.say(key, "condition", { name: title });
        break;
      }
      case "conditionAgentAgentflow": {
        const labels = listAt(inputs, "conditionAgentScenarios")
          .map((scenario) => textAt(scenario, "scenario").trim())
          .filter(Boolean);
        builder.node(key, "classify", {
          name: title,
          position,
          config: {
            task: {
              instructions: template(input("conditionAgentInstructions"), false),
              text: template(input("conditionAgentInput"), false) || "{{text}}",
              labels: labels.map((label) => ({ name: variableName(label), description: label.slice(0, 2_000) })),
            },
            assignment: { type: "single", model: textAt(inputs, "conditionAgentModelConfig", "modelName") || null },
          },
        });
        break;
      }
      case "humanInputAgentflow":
        builder.node(key, "human", {
          name: title,
          position,
          config: {
            instructions: template(input("humanInputDescription"), false).slice(0, 20_000),
            mayEdit: true,
            timeoutMinutes: null,
            onTimeout: "fail",
          },
        });
        break;
      case "httpAgentflow":
        builder.node(key, "http", {
          name: title,
          position,
          config: {
            method: input("method") || "GET",
            url: template(input("url"), false),
            headers: listAt(inputs, "headers").map((header) => ({
              name: textAt(header, "key"),
              value: template(textAt(header, "value"), false),
            })),
            body:
              input("body") === ""
                ? { type: "none" }
                : { type: "text", text: template(input("body"), false), mediaType: "application/json" },
            reading: "auto",
            failOnError: true,
          },
        });
        break;
      case "customFunctionAgentflow":
      case "customFunction": {
        const source = input("customFunctionJavascriptFunction") || input("javascriptFunction");
        const names = [...new Set([...source.matchAll(/\$(?!flow|vars|input\b)([A-Za-z_]\w*)/g)].map(([, found]) => found ?? ""))];
        const ports = names.length > 0 ? names : ["value"];
        const head = ports.map((port) => `const $${port} = inputs.${port};`).join("\n");
        builder.node(key, "code", {
          name: title,
          position,
          config: { inputs: ports.map((port) => ({ name: port })), source: `${head}\n${source}` },
        });
        break;
      }
      case "directReplyAgentflow":
        ends.push(key);
        builder.node(key, "template", {
          name: title,
          position,
          config: { text: template(input("directReplyMessage"), false) || "{{value}}" },
        });
        break;
      case "stickyNote":
      case "stickyNoteAgentflow":
        builder.note(key, input("note"), position);
        break;
      case "promptTemplate":
        if (!isUsed(nodes, key))
          builder.node(key, "template", { name: title, position, config: { text: template(input("template"), true) || "{{value}}" } });
        break;
      case "llmChain":
      case "conversationChain": {
        const { model, sampling } = modelOf(used(node, "model"));
        const prompt = used(node, "prompt") ?? used(node, "chatPromptTemplate");
        const system = textAt(prompt, "data", "inputs", "systemMessagePrompt") || input("systemMessagePrompt");
        const user = textAt(prompt, "data", "inputs", "humanMessagePrompt") || textAt(prompt, "data", "inputs", "template") || "{question}";
        asks(
          [
            ...(system === "" ? [] : [{ role: "system", content: template(system, true) }]),
            { role: "user", content: template(user, true) },
          ],
          model,
          sampling,
        );
        ends.push(key);
        break;
      }
      case "toolAgent":
      case "conversationalAgent":
      case "openAIFunctionAgent": {
        const { model, sampling } = modelOf(used(node, "model"));
        const system = template(input("systemMessage"), true);
        const task = { instructions: system, prompt: "{{question}}", output: { type: "text" }, sampling };
        builder.node(key, "agent", {
          name: title,
          position,
          config: { task, assignment: { type: "single", model }, tools: {}, maxTurns: 10 },
        });
        builder.say(key, "tools", { name: title });
        ends.push(key);
        break;
      }
      default:
        // Whether another part takes it in is known when all have been seen.
        later.push(() => {
          if (!absorbed.has(key))
            builder.unmapped(key, { name: title, type: kind || "?", position, details: JSON.stringify(inputs ?? {}, null, 2) });
        });
    }
  }
  for (const look of later) look();

  if (start === null && ends.length > 0) {
    const left = Math.min(...nodes.map((node) => pointAt(node, "position").x));
    start = "our input";
    builder.node(start, "input", {
      name: "Question",
      position: { x: left - 340, y: 0 },
      config: { fields: [{ name: "question", type: "longText" }] },
      extra: true,
    });
    for (const end of ends) builder.link({ from: start, to: end });
  }
  for (const { source, target, output } of edges) {
    const index = /-output-(\d+)$/.exec(output)?.[1];
    const branch =
      index === undefined || textAt(byId.get(source), "data", "name") !== "conditionAgentflow" ? undefined : `condition_${index}`;
    const labels = listAt(byId.get(source), "data", "inputs", "conditionAgentScenarios");
    const label = index === undefined ? "" : textAt(labels[Number(index)], "scenario");
    builder.link({ from: source, to: target, output: branch ?? (label === "" ? undefined : variableName(label)) });
  }
  const last = ends.length > 0 ? ends : sinks(nodes, edges).filter((key) => builder.has(key));
  if (last.length > 0) {
    const right = Math.max(...nodes.map((node) => pointAt(node, "position").x));
    const fields = last.map((_, index) => ({ name: index === 0 ? "answer" : `answer_${index + 1}` }));
    builder.node("our output", "output", { name: "Answer", position: { x: right + 340, y: 0 }, config: { fields }, extra: true });
    for (const [index, key] of last.entries()) builder.link({ from: key, to: "our output", input: fields[index]?.name });
  }
  return builder.finish(name);
}

const isUsed = (nodes: readonly unknown[], id: string): boolean =>
  nodes.some((node) =>
    Object.values((at(node, "data", "inputs") as object | undefined) ?? {}).some((value) => value === `{{${id}.data.instance}}`),
  );

const sinks = (nodes: readonly unknown[], edges: readonly { source: string }[]): string[] =>
  nodes.map((node) => textAt(node, "id")).filter((id) => !edges.some(({ source }) => source === id));

/** A comparison of the value that comes in, as JSONata. */
function comparison(operation: string, value: string): string {
  const wanted = JSON.stringify(plain(value));
  const operations: Record<string, string> = {
    equal: `$ = ${wanted}`,
    notEqual: `$ != ${wanted}`,
    contains: `$contains($, ${wanted})`,
    notContains: `$not($contains($, ${wanted}))`,
    startsWith: `$substring($, 0, ${JSON.parse(wanted).length}) = ${wanted}`,
    isEmpty: `$ = ""`,
    notEmpty: `$ != ""`,
    larger: `$number($) > ${Number(value) || 0}`,
    largerEqual: `$number($) >= ${Number(value) || 0}`,
    smaller: `$number($) < ${Number(value) || 0}`,
    smallerEqual: `$number($) <= ${Number(value) || 0}`,
  };
  return operations[operation] ?? `$ = ${wanted}`;
}
