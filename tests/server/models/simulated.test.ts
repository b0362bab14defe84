import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectionOptions } from "@/core/connections";
import { canonicalJson, type Json, type JsonSchema } from "@/core/graph/json";
import type { ServedModel } from "@/server/models/adapter";
import { askSimulation } from "@/server/models/simulated";
import { answerOf } from "@/server/models/simulation/answer";
import { checkAnswer } from "@/server/models/structured";
import { user } from "./gateway";

const text = fc.record({ minLength: fc.integer({ min: 0, max: 5 }), maxLength: fc.integer({ min: 5, max: 40 }) }, { requiredKeys: [] });
const bounds = fc.record(
  {
    minimum: fc.integer({ min: -50, max: 0 }),
    maximum: fc.integer({ min: 20, max: 90 }),
    exclusiveMinimum: fc.constant(-60),
    exclusiveMaximum: fc.constant(99),
  },
  { requiredKeys: [] },
);
const step = fc.record({ multipleOf: fc.constantFrom(1, 5, 0.5, 0.1) }, { requiredKeys: [] });
const format = fc.constantFrom(
  "date",
  "date-time",
  "time",
  "email",
  "uri",
  "uuid",
  "ipv4",
  "ipv6",
  "hostname",
  "duration",
  "uri-reference",
);

/** Schemas as people write them for a model's answer. */
const { schema } = fc.letrec<{ schema: JsonSchema; leaf: JsonSchema }>((tie) => ({
  leaf: fc.oneof(
    text.map((limits): JsonSchema => ({ type: "string", ...limits })),
    format.map((name): JsonSchema => ({ type: "string", format: name })),
    fc
      .constantFrom("^[A-Z]{2,4}-\\d{3,}$", "^(yes|no)$", "^[a-z0-9_.-]+@example\\.com$", "^\\d{4}-\\d{2}$")
      .map((pattern): JsonSchema => ({ type: "string", pattern })),
    fc
      .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 5 })
      .map((options): JsonSchema => ({ enum: options })),
    fc
      .tuple(fc.constantFrom("integer", "number"), bounds, step)
      .map(([type, limits, multiple]): JsonSchema => ({ type, ...limits, ...multiple })),
    fc.constantFrom<JsonSchema>(
      { type: "boolean" },
      { type: "null" },
      { const: "fixed" },
      { type: ["string", "null"] },
      {},
      { $ref: "#/$defs/shared" },
    ),
  ),
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc
      .tuple(
        fc.dictionary(fc.constantFrom("name", "reason", "count", "label", "items", "next"), tie("schema"), { maxKeys: 4 }),
        fc.boolean(),
      )
      .map(
        ([properties, strict]): JsonSchema => ({
          type: "object",
          properties,
          required: Object.keys(properties).filter((_, index) => strict || index % 2 === 0),
          ...(strict && { additionalProperties: false }),
        }),
      ),
    fc
      .tuple(
        tie("schema"),
        fc.record({ minItems: fc.integer({ min: 0, max: 3 }), maxItems: fc.integer({ min: 3, max: 5 }) }, { requiredKeys: [] }),
      )
      .map(([items, limits]): JsonSchema => ({ type: "array", items, ...limits })),
    fc
      .tuple(fc.constantFrom("anyOf", "oneOf"), tie("leaf"))
      .map(([word, option]): JsonSchema => ({ [word]: [{ type: "null" }, option] }))
      // Null must fit one option only.
      .filter(({ oneOf }) => !/"type":"null"\},.*null/.test(JSON.stringify(oneOf ?? ""))),
  ),
}));
const rooted = schema.map((one): JsonSchema => ({ ...one, $defs: { shared: { type: "string", minLength: 2 } } }));

const ticket = "Please help: I was charged twice for order #48211 of the Aurora desk lamp. I'm Mara Lind.";
const instructions = "Sort the ticket. billing: charges, invoices, refunds; delivery: parcels that are late; other: anything else.";
const messages = [{ role: "system" as const, content: instructions }, ...user(ticket)];

function served(quality: number, key = `simulated/q${quality}`, speed = { firstTokenMs: 0, tokensPerSecond: 100_000 }): ServedModel {
  const now = new Date(0);
  return {
    connection: {
      id: "c",
      workspaceId: "w",
      slug: "simulated",
      name: "Simulated",
      kind: "simulated",
      baseUrl: null,
      sealedKey: null,
      sealedHeaders: null,
      sealedProxy: null,
      options: {},
      maxConcurrent: 10,
      createdAt: now,
    },
    model: {
      id: "m",
      workspaceId: "w",
      connectionId: "c",
      key,
      name: key,
      label: key,
      parameters: 1,
      classOverride: null,
      ...{ contextTokens: null, quantisation: null, licence: null, sources: {}, probes: {} },
      prices: [],
      capabilities: {},
      simulation: { ...speed, quality },
      enabled: true,
      createdAt: now,
    },
    options: ConnectionOptions.parse({}),
    capabilities: { tools: false, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
    allowedHosts: [],
  };
}

const ask = (
  model: ServedModel,
  content: string,
  outputSchema?: JsonSchema,
  onText: (delta: string) => void = () => {},
  signal = new AbortController().signal,
) =>
  askSimulation({
    served: model,
    messages: [{ role: "system", content: instructions }, ...user(content)],
    sampling: {},
    outputSchema,
    signal,
    onText,
  });

const sorting: JsonSchema = {
  type: "object",
  properties: { category: { enum: ["billing", "delivery", "other"] } },
  required: ["category"],
};

describe("a simulated answer", () => {
  it("obeys any schema people write", () => {
    fc.assert(
      fc.property(rooted, fc.string(), (one, seed) => {
        const answer = answerOf({ messages, schema: one, seed, off: false });
        const checked = checkAnswer(answer, one);
        expect(checked.ok ? "" : `${answer} ${checked.error.message}`).toBe("");
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it("obeys the schema even when it is off, but for the few that are no JSON at all", () => {
    const outcomes = { fits: 0, broken: 0 };
    fc.assert(
      fc.property(rooted, fc.string(), (one, seed) => {
        const answer = answerOf({ messages, schema: one, seed, off: true });
        const checked = checkAnswer(answer, one);
        if (!checked.ok) expect(checked.error.code).toBe("answer_not_json");
        outcomes[checked.ok ? "fits" : "broken"] += 1;
      }),
      { numRuns: 500 },
    );
    expect(outcomes.broken).toBeGreaterThan(0);
    expect(outcomes.broken / (outcomes.fits + outcomes.broken)).toBeLessThan(0.2);
  });

  it("is the same for the same request and model", async () => {
    const [first, second] = [await ask(served(0.5), ticket, sorting), await ask(served(0.5), ticket, sorting)];
    expect(first).toEqual(second);
  });

  it("chooses the label the text is about, and finds names and numbers", async () => {
    const fields: JsonSchema = {
      type: "object",
      properties: { category: { enum: ["billing", "delivery", "other"] }, orderNumber: { type: "string" }, customer: { type: "string" } },
      required: ["category", "orderNumber", "customer"],
    };
    const { text: answer } = await ask(served(1), ticket, fields);
    expect(JSON.parse(answer)).toEqual({ category: "billing", orderNumber: "48211", customer: "Mara Lind" });
    const late = await ask(served(1), "My parcel is ten days late, where is it?", sorting);
    expect(JSON.parse(late.text)).toEqual({ category: "delivery" });
  });

  it("of a model of quality q agrees with a perfect one's on about q of the inputs", async () => {
    const texts = Array.from({ length: 400 }, (_, index) => `Ticket ${index}: I was charged twice for order #${10_000 + index * 37}.`);
    for (const quality of [0.8, 0.95]) {
      let same = 0;
      for (const content of texts) {
        const [weak, strong] = [await ask(served(quality), content, sorting), await ask(served(1), content, sorting)];
        if (weak.text === strong.text) same += 1;
      }
      // Three standard deviations of a binomial of 400.
      const slack = 3 * Math.sqrt((quality * (1 - quality)) / texts.length);
      expect(Math.abs(same / texts.length - quality)).toBeLessThan(slack);
    }
  });

  it("comes in pieces that make up the whole, and its tokens are marked as estimated", async () => {
    const pieces: string[] = [];
    const answer = await ask(served(1), ticket, undefined, (piece) => pieces.push(piece));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(answer.text);
    expect(answer.usage).toMatchObject({ output: Math.ceil(answer.text.length / 4), estimated: true });
    expect(answer.response).toMatchObject({ simulated: true });
  });

  it("stops at once when it is aborted", async () => {
    const abort = new AbortController();
    const slow = served(1, "simulated/slow", { firstTokenMs: 0, tokensPerSecond: 0.01 });
    await expect(ask(slow, ticket, undefined, () => abort.abort(), abort.signal)).rejects.toThrow(/abort/i);
  });

  it("says something to any prompt", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (content) => {
        const { text: answer } = await ask(served(1), content);
        expect(answer.trim()).not.toBe("");
      }),
      { numRuns: 60 },
    );
  });

  it("differs between inputs", () => {
    const answers = new Set<Json>(
      ["a lamp", "a chair", "an invoice"].map((thing) =>
        canonicalJson(answerOf({ messages: user(`Tell me of ${thing}.`), schema: undefined, seed: "s", off: false })),
      ),
    );
    expect(answers.size).toBe(3);
  });
});
