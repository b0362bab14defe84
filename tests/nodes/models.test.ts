import { afterAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import type { ModelAnswer, ModelRequest } from "@/nodes/executor";
import { openSandbox } from "@/server/sandbox/sandbox";
import { runNode, situation } from "../helpers/situation";

const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const task = (more: JsonObject = {}): JsonObject => ({
  messages: [{ role: "user", content: "{{question}}" }],
  output: { type: "text" },
  ...more,
});
const inputs = { question: "2 + 2?" };
const here = (answer: (request: ModelRequest) => ModelAnswer | MinnowError) => situation({ sandbox, answer });
const by = (answers: Record<string, ModelAnswer | MinnowError>) =>
  here(({ model }) => answers[model] ?? new MinnowError("model_missing", { model }));
const cascade = (gate: JsonObject): JsonObject => ({ type: "cascade", first: "small", escalateTo: "large", gate });
const asked = ({ requests }: { requests: ModelRequest[] }) => requests.map(({ model }) => model);

describe("a cascade", () => {
  const run = (gate: JsonObject, at: ReturnType<typeof here>) => runNode("model", { task: task(), assignment: cascade(gate) }, inputs, at);

  it("keeps the small model's answer when the gate lets it through, and asks nobody else", async () => {
    const at = by({ small: { text: "4", probability: 0.97 } });
    expect(await run({ type: "probability", atLeast: 0.9 }, at)).toEqual({ output: "4" });
    expect(asked(at)).toEqual(["small"]);
    expect(at.requests[0]).toMatchObject({ logprobs: true, silent: true });
  });

  it.each([
    ["was not sure", { text: "5", probability: 0.5 }, "50 %"],
    ["tells no probabilities", { text: "5" }, "no probabilities"],
  ])("escalates when the small model %s", async (_, answer, reason) => {
    const at = by({ small: answer, large: { text: "4" } });
    expect(await run({ type: "probability", atLeast: 0.9 }, at)).toEqual({ output: "4" });
    expect(asked(at)).toEqual(["small", "large"]);
    expect(at.logs.join()).toContain(reason);
  });

  it("escalates when the small model's JSON breaks the schema, or its provider fails", async () => {
    for (const error of [
      new MinnowError("answer_schema_mismatch", { reason: "x" }),
      new MinnowError("provider_failed", { status: 500, reason: "x", connection: "c" }),
    ]) {
      const at = by({ small: error, large: { text: '{"a":1}', json: { a: 1 } } });
      const json = task({ output: { type: "json", schema: { type: "object" } } });
      expect(await runNode("model", { task: json, assignment: cascade({ type: "schema" }) }, inputs, at)).toEqual({ output: { a: 1 } });
      expect(asked(at)).toEqual(["small", "large"]);
    }
  });

  it("takes the answer that enough samples agree on, whatever the white space", async () => {
    const texts = ["4", " 4\n", "5"];
    const agreeing = here(({ model, sample = 0 }) => ({ text: model === "small" ? (texts[sample] ?? "") : "large" }));
    expect(await run({ type: "agreement", samples: 3, atLeast: 0.6 }, agreeing)).toEqual({ output: "4" });
    expect(agreeing.requests.map(({ sample }) => sample)).toEqual([0, 1, 2]);
    expect(await run({ type: "agreement", samples: 3, atLeast: 0.7 }, agreeing)).toEqual({ output: "large" });
  });

  it("asks the verifier with the task and the answer, as a task of its own", async () => {
    const verdict = (accept: boolean) => ({ text: "", json: { accept, reason: "wrong sum" } });
    const accepting = by({ small: { text: "4" }, checker: verdict(true) });
    const gate = { type: "verifier", model: "checker", criteria: "Digits only." };
    expect(await run(gate, accepting)).toEqual({ output: "4" });
    const check = accepting.requests[1];
    expect(check?.part).toBe("verifier");
    expect(JSON.stringify(check?.messages)).toContain("Digits only.");
    expect(JSON.stringify(check?.messages)).toContain("2 + 2?");
    const refusing = by({ small: { text: "5" }, checker: verdict(false), large: { text: "4" } });
    expect(await run(gate, refusing)).toEqual({ output: "4" });
    expect(refusing.logs.join()).toContain("wrong sum");
  });

  it("holds a condition against the answer and the inputs", async () => {
    const at = by({ small: { text: "five" }, large: { text: "4" } });
    expect(await run({ type: "expression", when: "$number(answer) > 0 and inputs.question != ''" }, at)).toEqual({ output: "4" });
    expect(await run({ type: "expression", when: "answer = 'five'" }, at)).toEqual({ output: "five" });
  });
});

describe("a classify node", () => {
  const config = (labels: string[]): JsonObject => ({
    task: { text: "{{text}}", labels: labels.map((name) => ({ name, description: `about ${name}` })) },
    assignment: { type: "single", model: "small" },
  });

  it("asks for one of its labels and sends the text down that label's branch", async () => {
    const at = by({ small: { text: "", json: { label: "bug report" } } });
    expect(await runNode("classify", config(["bug report", "praise"]), { text: "It crashes" }, at)).toEqual({
      label: "bug report",
      "bug report": "It crashes",
    });
    expect(at.requests[0]).toMatchObject({
      sampling: { temperature: 0 },
      outputSchema: { properties: { label: { enum: ["bug report", "praise"] } } },
    });
    expect(at.requests[0]?.messages[0]?.content).toContain("- praise: about praise");
  });

  it("refuses labels that are its own ports", async () => {
    await expect(runNode("classify", config(["label", "x"]), { text: "" }, by({}))).rejects.toThrow();
  });
});

describe("a vote", () => {
  const config = (ballot: JsonObject, samples = 5): JsonObject => ({
    task: task(),
    assignment: { type: "single", model: "small" },
    samples,
    ballot,
  });

  it("gives the most frequent answer and the share that gave it", async () => {
    const texts = ["4", "5", "4", "4", "6"];
    const at = here(({ sample = 0 }) => ({ text: texts[sample] ?? "" }));
    expect(await runNode("vote", config({ type: "majority" }), inputs, at)).toEqual({ output: "4", agreement: 0.6, samples: texts });
    expect(at.requests.every(({ silent }) => silent)).toBe(true);
  });

  it("goes on with the samples that came, and counts the others as disagreeing", async () => {
    const at = here(({ sample = 0 }) =>
      sample < 2 ? new MinnowError("provider_timeout", { connection: "c", seconds: 1 }) : { text: "4" },
    );
    expect(await runNode("vote", config({ type: "majority" }, 4), inputs, at)).toEqual({
      output: "4",
      agreement: 0.5,
      samples: ["4", "4"],
    });
    const none = here(() => new MinnowError("provider_timeout", { connection: "c", seconds: 1 }));
    await expect(runNode("vote", config({ type: "majority" }, 2), inputs, none)).rejects.toMatchObject({ code: "provider_timeout" });
  });

  it("has a judge choose among the distinct answers, and only when they differ", async () => {
    const judge = { type: "judge", model: "judge", criteria: "Short." };
    const differing = here(({ model, sample = 0 }) =>
      model === "judge" ? { text: "", json: { best: 2, reason: "" } } : { text: ["a", "b", "a"][sample] ?? "" },
    );
    expect(await runNode("vote", config(judge, 3), inputs, differing)).toMatchObject({ output: "b" });
    expect(differing.requests.at(-1)).toMatchObject({ part: "judge", outputSchema: { properties: { best: { maximum: 2 } } } });
    const agreeing = by({ small: { text: "a" } });
    expect(await runNode("vote", config(judge, 3), inputs, agreeing)).toMatchObject({ output: "a", agreement: 1 });
  });
});

describe("a verified answer", () => {
  const config = (more: JsonObject = {}): JsonObject => ({
    task: task(),
    assignment: { type: "single", model: "small" },
    verifier: { type: "expression", when: "answer = '4'", feedback: "Add the numbers." },
    attempts: 2,
    escalateTo: null,
    onReject: "fail",
    ...more,
  });

  it("is tried again with the verifier's feedback", async () => {
    const texts = ["5", "4"];
    const at = here(() => ({ text: texts.shift() ?? "" }));
    expect(await runNode("verify", config(), inputs, at)).toEqual({ output: "4", attempts: 2 });
    expect(at.requests[1]?.messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      "user: 2 + 2?",
      "assistant: 5",
      expect.stringContaining("Add the numbers."),
    ]);
  });

  it("asks a stronger model after the last try", async () => {
    const at = by({ small: { text: "5" }, large: { text: "4" } });
    expect(await runNode("verify", config({ escalateTo: "large" }), inputs, at)).toEqual({ output: "4", attempts: 3 });
    expect(asked(at)).toEqual(["small", "small", "large"]);
  });

  it("fails with the reason, or leaves by “rejected”, when nothing was accepted", async () => {
    const at = by({ small: { text: "5" } });
    await expect(runNode("verify", config(), inputs, at)).rejects.toMatchObject({
      code: "answer_rejected",
      params: { reason: "Add the numbers." },
    });
    expect(await runNode("verify", config({ onReject: "route" }), inputs, at)).toEqual({
      rejected: { answer: "5", reason: "Add the numbers." },
    });
  });
});
