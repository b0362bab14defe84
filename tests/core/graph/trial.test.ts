import { describe, expect, it } from "vitest";
import type { GraphNode } from "@/core/graph/document";
import { TRIAL_INPUT, TRIAL_OUTPUT, trialOf } from "@/core/graph/trial";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { allKinds, kinds } from "@/nodes/definitions";
import { orderDeskAgent } from "@/server/graphs/templates/orderDeskAgent";
import { supportTriage } from "@/server/graphs/templates/supportTriage";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";

const document = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}} {{tone}}"), outputNode("answer")],
    ["input.question -> ask.question", "input.question -> ask.tone", "ask.output -> output.answer"],
  );

describe("a trial of one node", () => {
  it("puts an input with its ports before it and an output after it", () => {
    const trial = trialOf(document(), "ask", {}, kinds);
    expect(trial?.nodes.map(({ id }) => id)).toEqual([TRIAL_INPUT, "ask", TRIAL_OUTPUT]);
    expect(trial?.edges.map(({ id }) => id)).toEqual([
      `${TRIAL_INPUT}.question-ask.question`,
      `${TRIAL_INPUT}.tone-ask.tone`,
      `ask.output-${TRIAL_OUTPUT}.output`,
    ]);
  });

  it("takes JSON where the port takes anything and was given JSON", () => {
    const types = (inputs: Record<string, string | string[]>) => trialOf(document(), "ask", inputs, kinds)?.nodes[0]?.config.fields;
    expect(types({ question: "Why?", tone: ["kind"] })).toMatchObject([
      { name: "question", type: "longText" },
      { name: "tone", type: "json" },
    ]);
  });

  it("can be run for every node of the templates", () => {
    for (const template of [supportTriage(), orderDeskAgent()]) {
      const nodes = template.nodes.filter(({ kind, parentId }) => kind !== "input" && kind !== "output" && parentId === undefined);
      for (const { id, name } of nodes) {
        const trial = trialOf(template, id, {}, kinds);
        const problems = trial === null ? [] : validateGraph(trial, { kinds });
        expect(isRunnable(problems), `${name}: ${JSON.stringify(problems)}`).toBe(true);
      }
    }
  });

  it("names ends and ports for every kind with its defaults", () => {
    for (const { kind, defaultConfig } of allKinds) {
      const node: GraphNode = { id: "it", kind, name: "It", position: { x: 0, y: 0 }, config: defaultConfig };
      const trial = trialOf({ ...document(), nodes: [node], edges: [] }, "it", {}, kinds);
      expect(trial === null).toBe(kind === "input" || kind === "output");
    }
    expect(trialOf(document(), "nobody", {}, kinds)).toBeNull();
  });
});
