import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { GraphDocument } from "@/core/graph/document";
import { writeFile } from "@/core/graph/interchange/file";
import { LONGEST, type ReadGraph, readGraph } from "@/core/graph/interchange/read";
import { validateGraph } from "@/core/graph/validate";
import { messages } from "@/core/messages";
import { kinds } from "@/nodes/definitions";
import { supportTriage } from "@/server/graphs/templates/supportTriage";
import { difyWorkflow, flowiseAgentflow, flowiseChatflow, langGraph } from "../../helpers/foreignGraphs";

const words = (code: string, params: Record<string, string>) => `${code} ${Object.values(params).join(" / ")}`;
const read = (text: string): ReadGraph => readGraph(text, "file", { kinds, words });
function opened(text: string) {
  const result = read(text);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result;
}
const refusal = (text: string) => {
  const result = read(text);
  return result.ok ? null : result.refusal.code;
};
const outline = ({ file: { document } }: { file: { document: GraphDocument } }) => {
  const names = new Map(document.nodes.map(({ id, name }) => [id, name]));
  return {
    nodes: document.nodes.map(({ name, kind }) => `${name}: ${kind}`),
    edges: document.edges.map(
      ({ source, target }) => `${names.get(source.node)}.${source.port} -> ${names.get(target.node)}.${target.port}`,
    ),
    notes: document.notes.map(({ text }) => text.split("\n")[0]),
  };
};

describe("a graph's file", () => {
  it("gives back what was exported", () => {
    const file = { name: "Triage", description: "Sorts tickets", document: supportTriage() };
    const back = opened(writeFile(file));
    expect([back.source, back.file]).toEqual(["minnow", file]);
  });

  it("is refused in words that say why", () => {
    const document = supportTriage();
    expect(refusal("")).toBe("empty");
    expect(refusal("just words")).toBe("not_json");
    expect(refusal('{"a": ')).toBe("not_json");
    expect(refusal('{"a": 1}')).toBe("unknown");
    expect(refusal("[1, 2]")).toBe("unknown");
    expect(refusal(JSON.stringify({ ...document, format: "minnow.graph/9" }))).toBe("newer");
    expect(refusal(JSON.stringify({ ...document, nodes: [{ id: 1 }] }))).toBe("broken");
    expect(refusal("x".repeat(LONGEST + 1))).toBe("too_large");
    for (const { interchange } of Object.values(messages))
      expect(Object.keys(interchange.refused).sort()).toEqual(["broken", "empty", "newer", "not_json", "too_large", "unknown"]);
  });

  it("of a few lines that stand for billions is refused, not unfolded", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level++)
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(", ")}]`,
      );
    expect(refusal(lines.join("\n"))).toBe("not_json");
  });
});

describe("an agent of LangGraph", () => {
  it("becomes its shape: models to be given prompts, code to be written, conditions as routers", () => {
    const { nodes, edges, notes } = outline(opened(JSON.stringify(langGraph)));
    expect(nodes).toEqual(["Start: input", "classify: code", "chat_model: model", "End: output", "After classify: router"]);
    expect(edges).toContain("Start.input -> classify.state");
    expect(edges).toContain("classify.result -> After classify.value");
    expect(edges).toContain("After classify.answer -> chat_model.state");
    expect(notes.some((text) => text?.startsWith("unmapped"))).toBe(true);
  });
});

describe("an agent of Flowise", () => {
  it("of version 2 becomes nodes that run one after another", () => {
    const { nodes, edges, notes } = outline(opened(JSON.stringify(flowiseAgentflow)));
    expect(nodes).toEqual(["Start: input", "Answer it: model", "Big or small: router", "Reply: template", "Answer: output"]);
    expect(edges).toContain("Start.question -> Answer it.question");
    expect(edges).toContain("Answer it.output -> Big or small.value");
    expect(notes).toContain("Remember the tone");
    expect(notes.some((text) => text?.includes("Vector thing"))).toBe(true);
  });

  it("of a chat flow becomes a model with the prompt and the model of its chain", () => {
    const { file } = opened(JSON.stringify(flowiseChatflow));
    const model = file.document.nodes.find(({ kind }) => kind === "model");
    expect(JSON.stringify(model?.config)).toContain("Translate {{text}} into {{language}}");
    expect(JSON.stringify(model?.config)).toContain('"model":"gpt-4o-mini"');
    expect(file.document.nodes.map(({ kind }) => kind)).toEqual(["model", "input", "output"]);
  });
});

describe("an app of Dify", () => {
  const workflow = () => opened(stringify(difyWorkflow));

  it("becomes nodes whose prompts take what the references named", () => {
    const { nodes, edges } = outline(workflow());
    expect(nodes).toEqual([
      "Each line: map",
      "Start: input",
      "Which kind: classify",
      "Summarise: model",
      "Long enough: router",
      "Shorten: template",
      "Translate: model",
      "End: output",
    ]);
    expect(edges).toContain("Start.text -> Summarise.text");
    expect(edges).toContain("Summarise.output -> Long enough.value");
    expect(edges).toContain("Long enough.case_true -> Shorten.summary");
    expect(edges).toContain("Each line.item -> Translate.Each_line_item");
    expect(edges).toContain("Translate.output -> Each line.result");
    expect(edges).toContain("Shorten.text -> End.result");
    const summarise = workflow().file.document.nodes.find(({ name }) => name === "Summarise");
    expect(JSON.stringify(summarise?.config)).toContain("Summarise: {{text}}");
  });

  it("says of every part without a counterpart what it was, where it was", () => {
    const { file, parts, mapped } = workflow();
    const note = file.document.notes.find(({ text }) => text.startsWith("unmapped"));
    expect(note?.text).toContain("Draw / tool");
    expect(note?.position).toEqual({ x: 900, y: 400 });
    expect([parts, mapped]).toEqual([8, 7]);
  });

  it("that is one model with a prompt becomes that", () => {
    const app = {
      app: { mode: "chat", name: "Helper" },
      model_config: { pre_prompt: "Help {{name}}.", model: { name: "gpt-4o" }, user_input_form: [{ "text-input": { variable: "name" } }] },
    };
    const { file } = opened(stringify(app));
    expect(file.name).toBe("Helper");
    expect(outline({ file }).edges).toEqual(["Start.name -> Helper.name", "Start.query -> Helper.query", "Helper.output -> Answer.answer"]);
  });
});

describe("whatever the file", () => {
  const samples = [langGraph, flowiseAgentflow, flowiseChatflow, difyWorkflow, supportTriage()].map((value) => JSON.stringify(value));

  it("reading gives a graph that can be opened, or refuses; it never throws", () => {
    const junk = fc.oneof(
      fc.constant("null"),
      fc.constant("[]"),
      fc.constant("{}"),
      fc.constant("7"),
      fc.constant('"x"'),
      fc.constant("true"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 6 }), (sample, breaks) => {
        const value = JSON.parse(sample);
        for (const [at, put] of breaks) replaceSome(value, at, JSON.parse(put));
        const result = read(JSON.stringify(value));
        if (!result.ok) return;
        expect(GraphDocument.safeParse(result.file.document).success).toBe(true);
        validateGraph(result.file.document, { kinds });
      }),
      { numRuns: 300 },
    );
  });
});

/** Replaces the n-th value inside a value by another. */
function replaceSome(value: unknown, n: number, by: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (found: unknown) => {
    if (typeof found !== "object" || found === null) return;
    for (const key of Object.keys(found)) {
      places.push([found as Record<string, unknown>, key]);
      walk((found as Record<string, unknown>)[key]);
    }
  };
  walk(value);
  const [holder, key] = places[n % Math.max(places.length, 1)] ?? [];
  if (holder !== undefined && key !== undefined) holder[key] = by;
}
