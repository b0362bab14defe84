import { afterAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { Json, JsonObject } from "@/core/graph/json";
import { executorOf } from "@/nodes/executors";
import { openSandbox } from "@/server/sandbox/sandbox";
import { runNode, situation as situationWith } from "../helpers/situation";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const situation = (setting: Partial<Parameters<typeof situationWith>[0]> = {}) => situationWith({ sandbox, ...setting });

const run = (kind: string, config: JsonObject, inputs: JsonObject = {}, at = situation()) => runNode(kind, config, inputs, at);

describe("an executor", () => {
  it("is unknown for an unknown kind", () => expect(executorOf("nonsense")).toBeUndefined());

  it("refuses a config that its definition refuses", async () => {
    await expect(run("merge", { inputs: ["a"], mode: "sideways" })).rejects.toThrow();
  });
});

describe("an input node", () => {
  const config: JsonObject = { fields: [{ name: "question" }, { name: "hint", required: false }] };

  it("gives out the run's input by field and skips what was left out", async () => {
    expect(await run("input", config, {}, situation({ runInput: { question: "why?", other: 1 } }))).toEqual({ question: "why?" });
  });

  it("gives out null and false as the values they are", async () => {
    expect(await run("input", config, {}, situation({ runInput: { question: null, hint: false } }))).toEqual({
      question: null,
      hint: false,
    });
  });
});

describe("an output node", () => {
  it("lets nothing out", async () => expect(await run("output", { fields: [{ name: "answer" }] }, { answer: 1 })).toEqual({}));
});

describe("a text node", () => {
  it("fills in values and fields of values", async () => {
    const inputs = { name: "Ann", ticket: { tags: ["late", "refund"] } };
    expect(await run("template", { text: "{{name}}: {{ ticket.tags.1 }}{{ticket.no}}" }, inputs)).toEqual({ text: "Ann: refund" });
  });

  it("doesn't fill in what a value itself says", async () => {
    expect(await run("template", { text: "{{a}} {{b}}" }, { a: "{{b}}", b: "$&" })).toEqual({ text: "{{b}} $&" });
  });
});

describe("a code node", () => {
  it("returns by its result port and logs", async () => {
    const here = situation();
    const source = "console.log('adding'); return inputs.a + inputs.b;";
    expect(await run("code", { inputs: [{ name: "a" }, { name: "b" }], source }, { a: 1, b: 2 }, here)).toEqual({ result: 3 });
    expect(here.logs).toEqual(["adding"]);
  });

  it("keeps its log when it fails", async () => {
    const here = situation();
    const work = run("code", { inputs: [], source: "console.log('before'); return missing;" }, {}, here);
    await expect(work).rejects.toMatchObject({ code: "code_failed" });
    expect(here.logs).toEqual(["before"]);
  });
});

describe("a router", () => {
  const config = {
    cases: [
      { name: "urgent", when: 'urgency = "high"' },
      { name: "refund", when: "$contains(text, /refund/i)" },
    ],
  };

  it("takes the first branch that holds", async () => {
    const both = { urgency: "high", text: "Refund!" };
    expect(await run("router", config, { value: both })).toEqual({ urgent: both });
    const second = { urgency: "low", text: "Refund!" };
    expect(await run("router", config, { value: second })).toEqual({ refund: second });
  });

  it("takes else when none holds", async () => {
    const value = { urgency: "low", text: "hello" };
    expect(await run("router", config, { value })).toEqual({ else: value });
  });

  it.each([
    [[], "else"],
    [[0, ""], "else"],
    [[0, 1], "yes"],
    [{}, "else"],
    [{ a: 0 }, "yes"],
    [0, "else"],
    ["no", "yes"],
    [null, "else"],
  ])("reads %j as JSONata's $boolean does", async (value, port) => {
    expect(await run("router", { cases: [{ name: "yes", when: "$" }] }, { value })).toEqual({ [port]: value });
    expect(await run("router", { cases: [{ name: "yes", when: "$boolean($)" }] }, { value })).toEqual({ [port]: value });
  });

  it("fails with the reason when a condition can't be evaluated", async () => {
    const failing = run("router", { cases: [{ name: "yes", when: "$number(text) > 1" }] }, { value: { text: "x" } });
    await expect(failing).rejects.toMatchObject({ code: "expression_failed" });
  });
});

describe("a merge", () => {
  const inputs = ["a", "b", "c"];

  it("gives the first value in port order, whatever its truth", async () => {
    expect(await run("merge", { inputs, mode: "first" }, { c: 3, b: false })).toEqual({ value: false });
  });

  it("gives all values as a list in port order", async () => {
    expect(await run("merge", { inputs, mode: "list" }, { c: 3, a: 1 })).toEqual({ value: [1, 3] });
  });

  it("gives all values by port name", async () => {
    expect(await run("merge", { inputs, mode: "object" }, { c: 3, a: null })).toEqual({ value: { a: null, c: 3 } });
  });

  it.each(["first", "list", "object"])("is skipped when nothing arrived (%s)", async (mode) => {
    expect(await run("merge", { inputs, mode })).toEqual({});
  });
});

describe("a model node", () => {
  const task = {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Say: {{what}} {{more.deep}}" },
    ],
    output: { type: "text" },
    sampling: { temperature: 0, maxTokens: 20 },
  };
  const schema = { type: "object", properties: { a: { type: "number" } } };
  const single = (model: string | null, ...fallback: string[]) => ({ type: "single", model, fallback });
  const down = new MinnowError("provider_failed", { connection: "x", status: 500, reason: "down" }, { retryable: true });

  it("sends the filled prompt and the task's sampling to the assigned model", async () => {
    const here = situation();
    const outputs = await run("model", { task, assignment: single("m/small") }, { what: "hi", more: { deep: 1 } }, here);
    expect(outputs).toEqual({ output: "answer of m/small" });
    expect(here.requests).toEqual([
      {
        model: "m/small",
        elsewhere: false,
        reuse: false,
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Say: hi 1" },
        ],
        sampling: { temperature: 0, maxTokens: 20 },
      },
    ]);
  });

  it("asks for JSON by its schema and gives out the parsed answer", async () => {
    const here = situation({ answer: () => ({ text: '{"a":1}', json: { a: 1 } }) });
    const config = { task: { ...task, output: { type: "json", schema } }, assignment: single("m") };
    expect(await run("model", config, { what: "x" }, here)).toEqual({ output: { a: 1 } });
    expect(here.requests[0]?.outputSchema).toEqual(schema);
  });

  it("gives out a JSON answer that is false or null as it is", async () => {
    const config = { task: { ...task, output: { type: "json", schema: {} } }, assignment: single("m") };
    expect(await run("model", config, {}, situation({ answer: () => ({ text: "false", json: false }) }))).toEqual({ output: false });
    expect(await run("model", config, {}, situation({ answer: () => ({ text: "null", json: null }) }))).toEqual({ output: null });
  });

  it("asks its fallbacks in order when a provider fails", async () => {
    const here = situation({ answer: ({ model }) => (model === "m/c" ? { text: "c answers" } : down) });
    expect(await run("model", { task, assignment: single("m/a", "m/b", "m/c") }, {}, here)).toEqual({ output: "c answers" });
    expect(here.requests.map(({ model }) => model)).toEqual(["m/a", "m/b", "m/c"]);
    expect(here.logs).toHaveLength(2);
  });

  it("fails as its last fallback failed", async () => {
    const failing = run("model", { task, assignment: single("m/a", "m/b") }, {}, situation({ answer: () => down }));
    await expect(failing).rejects.toBe(down);
  });

  it("asks nobody else once it was aborted", async () => {
    const here = situation({ answer: () => down, signal: AbortSignal.abort() });
    await expect(run("model", { task, assignment: single("m/a", "m/b") }, {}, here)).rejects.toBe(down);
    expect(here.requests).toHaveLength(1);
  });

  it("fails when no model was chosen", async () => {
    await expect(run("model", { task, assignment: single(null) })).rejects.toMatchObject({ code: "model_unassigned" });
  });
});

describe("a transform node", () => {
  it("evaluates its expression over all its inputs", async () => {
    const config: JsonObject = {
      inputs: [
        { name: "orders", type: "any" },
        { name: "rate", type: "number" },
      ],
      expression: "{ 'total': $sum(orders.price) * rate }",
    };
    expect(await run("transform", config, { orders: [{ price: 2 }, { price: 3 }], rate: 2 })).toEqual({ result: { total: 10 } });
  });

  it("gives null for nothing, and refuses values of another type", async () => {
    const config = { inputs: [{ name: "value" }], expression: "value.missing", result: "any" };
    expect(await run("transform", config, { value: {} })).toEqual({ result: null });
    await expect(run("transform", { ...config, result: "number" }, { value: {} })).rejects.toMatchObject({ code: "value_type" });
  });
});

describe("a guard", () => {
  const guard = (checks: JsonObject[], value: Json, onBlock = "route") => run("guard", { checks, onBlock }, { value });
  const personal = { type: "personal", kinds: ["email", "card", "phone"] };

  it("replaces personal data by placeholders, the same for the same value, wherever it stands", async () => {
    const value = { to: "ann@example.org", text: "ann@example.org paid with 4111 1111 1111 1111, bob@example.org did not" };
    expect(await guard([{ ...personal, action: "redact" }], value)).toEqual({
      passed: { to: "<EMAIL_1>", text: "<EMAIL_1> paid with <CARD_1>, <EMAIL_2> did not" },
    });
  });

  it("lets through what passes every check, as it is", async () => {
    const checks: JsonObject[] = [
      { ...personal, action: "block" },
      { type: "length", min: 1, max: 40 },
      { type: "pattern", pattern: "^Order", must: "match" },
      { type: "deny", words: ["Confidential"] },
    ];
    expect(await guard(checks, "Order 4111 1111 1111 1112 is ready")).toEqual({ passed: "Order 4111 1111 1111 1112 is ready" });
  });

  it("tells every reason for what it blocks, or fails with them", async () => {
    const checks: JsonObject[] = [
      { type: "length", min: 1, max: 5 },
      { type: "deny", words: ["Secret"] },
      { type: "pattern", pattern: "s.c", must: "notMatch" },
      { type: "schema", schema: { type: "object" } },
    ];
    const { blocked } = await guard(checks, "a secret");
    expect(blocked).toMatchObject({
      value: "a secret",
      reasons: [/8 characters/, /“Secret”/, /s\.c/, /object/].map((part) => expect.stringMatching(part)),
    });
    await expect(guard(checks, "a secret", "fail")).rejects.toMatchObject({ code: "guard_blocked" });
  });

  it("is not held up for long by a pattern that never ends", async () => {
    const hasty = openSandbox({ threads: 1, codeMs: 100 });
    const checks = [{ type: "pattern", pattern: "^(a+)+$", must: "match" }];
    const stuck = run("guard", { checks, onBlock: "fail" }, { value: `${"a".repeat(40)}!` }, situation({ sandbox: hasty }));
    await expect(stuck).rejects.toMatchObject({ code: "code_timeout" });
    await hasty.close();
  });
});

describe("a retrieve node", () => {
  const passage = { text: "Within 30 days.", document: "faq.md", heading: "Returns", page: null, score: 1, citation: "faq.md › Returns" };

  it("gives passages with their citations, and numbered for a prompt", async () => {
    const at = situation({
      capabilities: {
        searchKnowledge: async ({ query, limit }) => ({ passages: query === "returns?" && limit === 3 ? [passage] : [], wordsOnly: null }),
      },
    });
    expect(await run("retrieve", { base: "b", limit: 3 }, { query: "returns?" }, at)).toEqual({
      passages: [passage],
      text: "[1] faq.md › Returns\nWithin 30 days.",
    });
    expect(at.logs).toEqual(["faq.md › Returns"]);
    expect(await run("retrieve", { base: "b", limit: 3 }, { query: "else" }, at)).toEqual({ passages: [], text: "" });
  });

  it("needs a knowledge base", async () => {
    await expect(run("retrieve", { base: null, limit: 3 }, { query: "x" })).rejects.toMatchObject({ code: "base_unchosen" });
  });
});
