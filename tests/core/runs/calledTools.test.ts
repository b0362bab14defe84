import { describe, expect, it } from "vitest";
import type { Json } from "@/core/graph/json";
import { calledTools } from "@/core/runs/calledTools";

const search = { name: "search", arguments: { query: "lamp" } };

describe("the tools that a recorded answer calls", () => {
  it.each<[string, Json]>([
    ["as this product writes them", { toolCalls: [{ id: "1", ...search }] }],
    ["as LangChain does", { content: "", tool_calls: [{ id: "1", name: "search", args: { query: "lamp" } }] }],
    [
      "as chat completions do",
      { choices: [{ message: { tool_calls: [{ function: { name: "search", arguments: '{"query":"lamp"}' } }] } }] },
    ],
    ["as OpenAI's responses do", { output: [{ type: "function_call", name: "search", arguments: '{"query":"lamp"}' }] }],
    [
      "as Anthropic does",
      {
        content: [
          { type: "text", text: "Let me see." },
          { type: "tool_use", name: "search", input: { query: "lamp" } },
        ],
      },
    ],
    ["as Google does", { candidates: [{ content: { parts: [{ functionCall: { name: "search", args: { query: "lamp" } } }] } }] }],
    ["as node-llama-cpp does", { response: "", functionCalls: [{ functionName: "search", params: { query: "lamp" } }] }],
    ["as OpenTelemetry does", [{ role: "assistant", parts: [{ type: "tool_call", id: "1", ...search }] }]],
    ["as LangSmith does", { generations: [[{ message: { kwargs: { tool_calls: [{ name: "search", args: { query: "lamp" } }] } } }]] }],
  ])("are read %s", (_, response) => {
    expect(calledTools(response)).toEqual([search]);
  });

  it("are told once where a client writes them twice, and of several answers only the first's", () => {
    const called = { name: "search", args: { query: "lamp" } };
    expect(calledTools({ content: [{ type: "tool_use", name: "search", input: { query: "lamp" } }], tool_calls: [called] })).toEqual([
      search,
    ]);
    const choice = { message: { tool_calls: [called] } };
    expect(calledTools({ choices: [choice, choice] })).toEqual([search]);
  });

  it("keep their order and repetitions", () => {
    const calls = ["b", "a", "b"].map((name) => ({ name, arguments: {} }));
    expect(calledTools({ toolCalls: calls })).toEqual(calls);
  });

  it("keep the text of arguments that are no JSON", () => {
    expect(calledTools({ tool_calls: [{ function: { name: "search", arguments: '{"query":' } }] })).toEqual([
      { name: "search", arguments: '{"query":' },
    ]);
  });

  it("are none in an answer of words", () => {
    expect(calledTools(null)).toEqual([]);
    expect(calledTools({ choices: [{ message: { content: "toolCalls" } }] })).toEqual([]);
    expect(calledTools({ tool_calls: [], content: "hello" })).toEqual([]);
  });
});
