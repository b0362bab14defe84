import { describe, expect, it } from "vitest";
import type { ObservedSpan } from "@/core/ingest/observed";
import { readLine, readRecord } from "@/core/ingest/read";

/** What a record tells, or why it can't be taken. */
function spansOf(record: unknown): ObservedSpan[] {
  const read = readLine(JSON.stringify(record));
  if (!read.ok) throw new Error(read.reason);
  return read.spans;
}
const reasonOf = (record: unknown): string => {
  const read = readRecord(record);
  return read.ok ? "" : read.reason;
};
const at = Date.UTC(2026, 9, 1, 8);

const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather at a place",
    parameters: { type: "object", properties: { city: { type: "string" } } },
  },
};
const weatherCall = (args: unknown) => ({ id: "c1", type: "function", function: { name: "weather", arguments: args } });

describe("a flywheel record", () => {
  const record = {
    timestamp: at / 1_000,
    workload_id: "plan",
    client_id: "traveller",
    request: {
      model: "meta/llama-3.1-8b-instruct",
      messages: [
        { role: "system", content: "Plan trips." },
        { role: "user", content: "Rome tomorrow?" },
      ],
      tools: [weather],
      temperature: 0.2,
      max_tokens: 300,
      response_format: { type: "json_schema", json_schema: { name: "plan", schema: { type: "object" } } },
    },
    response: {
      id: "x",
      choices: [{ message: { role: "assistant", content: null, tool_calls: [weatherCall('{"city":"Rome"}')] } }],
      usage: {
        prompt_tokens: 50,
        completion_tokens: 9,
        prompt_tokens_details: { cached_tokens: 32 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    },
  };

  it("tells its node, its agent, and its call", () => {
    const [span] = spansOf(record);
    expect(span).toMatchObject({ agent: "traveller", kind: "model", node: { id: "plan", name: "plan" }, startedAt: at, finishedAt: null });
    expect(span?.call).toMatchObject({
      model: "meta/llama-3.1-8b-instruct",
      messages: [
        { role: "system", content: "Plan trips." },
        { role: "user", content: "Rome tomorrow?" },
      ],
      tools: [{ name: "weather", description: "The weather at a place" }],
      schema: { type: "object" },
      sampling: { temperature: 0.2, maxTokens: 300 },
      toolCalls: [{ id: "c1", name: "weather", arguments: { city: "Rome" } }],
      inputTokens: 50,
      outputTokens: 9,
      cachedTokens: 32,
      reasoningTokens: 4,
    });
  });

  it("may have the arguments of tool calls as an object", () => {
    const choices = [{ message: { role: "assistant", content: "", tool_calls: [weatherCall({ city: "Rome" })] } }];
    expect(spansOf({ ...record, response: { ...record.response, choices } })[0]?.call?.toolCalls).toEqual([
      { id: "c1", name: "weather", arguments: { city: "Rome" } },
    ]);
  });

  it("is a run by itself unless it names one", () => {
    const [span] = spansOf(record);
    expect(span?.traceId).toBe(span?.spanId);
    expect(spansOf({ ...record, trace_id: "trip 7" })[0]?.traceId).toBe("trip 7");
    expect(spansOf({ ...record, request: { ...record.request, metadata: { trace_id: "trip 8" } } })[0]?.traceId).toBe("trip 8");
  });

  it("says what is missing", () => {
    expect(reasonOf({ ...record, request: { model: "m" } })).toMatch(/^request\.messages/);
    expect(reasonOf({ ...record, response: { choices: [] } })).toMatch(/^response\.choices/);
    const { timestamp: _, ...timeless } = record;
    expect(reasonOf(timeless)).toMatch(/^timestamp/);
  });
});

it("a stored completion with its messages is a call that nothing names", () => {
  const [span] = spansOf({
    object: "chat.completion",
    model: "gpt-4o-mini",
    created: at / 1_000,
    messages: [{ role: "user", content: [{ type: "text", text: "Hello " }, { type: "image_url" }] }],
    choices: [{ message: { role: "assistant", content: "Hi." } }],
  });
  expect(span).toMatchObject({ agent: null, node: null, startedAt: at });
  expect(span?.call).toMatchObject({ messages: [{ content: "Hello [image_url]" }], text: "Hi.", inputTokens: null });
});

const attribute = (key: string, value: unknown) => ({
  key,
  value:
    typeof value === "string"
      ? { stringValue: value }
      : typeof value === "number"
        ? { intValue: String(value) }
        : { arrayValue: { values: (value as string[]).map((one) => ({ stringValue: one })) } },
});
const otlp = (attributes: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: [attribute("service.name", "desk")] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: "5B8EFFF798038103D269B633813FC60C",
              spanId: "EEE19B7EC3C1B174",
              name: "chat gpt-4o",
              startTimeUnixNano: `${at}000000`,
              endTimeUnixNano: `${at + 250}500000`,
              attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
              ...more,
            },
          ],
        },
      ],
    },
  ],
});

describe("a span of OpenTelemetry", () => {
  it("tells a call in the GenAI conventions", () => {
    const [span] = spansOf(
      otlp({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.request.max_tokens": 100,
        "gen_ai.request.stop_sequences": ["END"],
        "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
        "gen_ai.input.messages": JSON.stringify([
          { role: "user", parts: [{ type: "text", content: "Weather in Rome?" }] },
          { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: { city: "Rome" } }] },
          { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "rain" }] },
        ]),
        "gen_ai.output.messages": JSON.stringify([
          { role: "assistant", parts: [{ type: "text", content: "Rain." }], finish_reason: "stop" },
        ]),
        "gen_ai.usage.input_tokens": 30,
        "gen_ai.usage.output_tokens": 2,
        "gen_ai.usage.cache_read.input_tokens": 16,
      }),
    );
    expect(span).toMatchObject({
      agent: "desk",
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      kind: "model",
      startedAt: at,
      finishedAt: at + 250.5,
    });
    expect(span?.call).toMatchObject({
      provider: "openai",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Weather in Rome?" },
        { role: "assistant", toolCalls: [{ id: "c1", name: "weather", arguments: { city: "Rome" } }] },
        { role: "tool", content: "rain", callId: "c1" },
      ],
      text: "Rain.",
      sampling: { maxTokens: 100, stop: ["END"] },
      inputTokens: 30,
      outputTokens: 2,
      cachedTokens: 16,
    });
  });

  it("tells a call in the conventions of before", () => {
    const [span] = spansOf(
      otlp({
        "gen_ai.system": "anthropic",
        "gen_ai.request.model": "claude",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "Hello",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "Hi",
        "gen_ai.usage.prompt_tokens": 5,
        "gen_ai.usage.completion_tokens": 1,
        "llm.request.type": "chat",
      }),
    );
    expect(span?.call).toMatchObject({ provider: "anthropic", messages: [{ role: "user", content: "Hello" }], text: "Hi", inputTokens: 5 });
  });

  it("names its node, tool and error in OpenInference", () => {
    const [tool] = spansOf(
      otlp(
        {
          "openinference.span.kind": "TOOL",
          "tool.name": "weather",
          "graph.node.id": "w",
          "graph.node.name": "Weather",
          "graph.node.parent_id": "plan",
          "input.value": '{"city":"Rome"}',
        },
        { status: { code: 2, message: "timed out" }, parentSpanId: "EEE19B7EC3C1B175" },
      ),
    );
    expect(tool).toMatchObject({
      kind: "tool",
      name: "weather",
      node: { id: "w", name: "Weather", parentId: "plan" },
      parentId: "eee19b7ec3c1b175",
      error: "timed out",
      input: { city: "Rome" },
    });
  });

  it("without contents says how to have them sent", () => {
    expect(reasonOf(otlp({ "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" }))).toContain("record message contents");
  });
});

it("a span as Phoenix exports it", () => {
  const [span] = spansOf({
    name: "llm",
    context: { trace_id: "0xaa", span_id: "0xbb" },
    parent_id: null,
    start_time: "2026-10-01T08:00:00Z",
    end_time: "2026-10-01T08:00:01Z",
    status_code: "OK",
    span_kind: "LLM",
    attributes: {
      llm: {
        model_name: "qwen3:4b",
        input_messages: [{ message: { role: "user", content: "Hello" } }],
        output_messages: [{ message: { role: "assistant", content: "Hi" } }],
        token_count: { prompt: 3, completion: 1 },
      },
    },
  });
  expect(span).toMatchObject({ traceId: "aa", spanId: "bb", kind: "model", finishedAt: at + 1_000 });
  expect(span?.call).toMatchObject({ model: "qwen3:4b", messages: [{ role: "user", content: "Hello" }], text: "Hi", inputTokens: 3 });
});

it("observations of Langfuse, one by one or in their trace", () => {
  const observation = {
    id: "o1",
    traceId: "t1",
    type: "GENERATION",
    name: "write",
    parentObservationId: "o0",
    startTime: "2026-10-01T08:00:00.000Z",
    endTime: "2026-10-01T08:00:02.000Z",
    completionStartTime: "2026-10-01T08:00:00.400Z",
    model: "gpt-4o",
    input: [{ role: "user", content: "Hello" }],
    output: { role: "assistant", content: "Hi" },
    usageDetails: { input: 3, output: 1 },
    totalCost: 0.002,
    metadata: { langgraph_node: "writer" },
  };
  const [span] = spansOf(observation);
  expect(span).toMatchObject({ traceId: "t1", parentId: "o0", node: { id: "writer" }, finishedAt: at + 2_000 });
  expect(span?.call).toMatchObject({ text: "Hi", cost: 0.002, firstTokenMs: 400, inputTokens: 3, outputTokens: 1 });
  const { traceId: _, ...inside } = observation;
  expect(spansOf({ id: "t9", name: "desk", observations: [inside] })[0]).toMatchObject({ agent: "desk", traceId: "t9" });
});

it("runs of LangSmith with those inside them", () => {
  const [outer, inner] = spansOf({
    id: "r1",
    trace_id: "r1",
    run_type: "chain",
    name: "LangGraph",
    session_name: "desk",
    start_time: "2026-10-01T08:00:00",
    end_time: "2026-10-01T08:00:03",
    inputs: { question: "Hello" },
    outputs: { answer: "Hi" },
    child_runs: [
      {
        id: "r2",
        run_type: "llm",
        name: "ChatOpenAI",
        start_time: "2026-10-01T08:00:00",
        end_time: "2026-10-01T08:00:01",
        extra: {
          metadata: { ls_model_name: "gpt-4o", ls_provider: "openai", langgraph_node: "answer" },
          invocation_params: { temperature: 0 },
        },
        inputs: { messages: [[{ id: ["langchain", "HumanMessage"], kwargs: { content: "Hello" } }]] },
        outputs: {
          generations: [
            [
              {
                text: "Hi",
                message: { id: ["AIMessage"], kwargs: { content: "Hi", usage_metadata: { input_tokens: 4, output_tokens: 1 } } },
              },
            ],
          ],
        },
      },
    ],
  });
  expect(outer).toMatchObject({ agent: "desk", kind: "step", parentId: null, input: { question: "Hello" } });
  expect(inner).toMatchObject({ traceId: "r1", parentId: "r1", node: { id: "answer" }, kind: "model" });
  expect(inner?.call).toMatchObject({ provider: "openai", messages: [{ role: "user", content: "Hello" }], text: "Hi", inputTokens: 4 });
});

it("what is none of them is told", () => {
  expect(readLine("{")).toMatchObject({ ok: false, reason: expect.stringContaining("not JSON") });
  expect(reasonOf([1])).toBe("not a JSON object");
  expect(reasonOf({ hello: 1 })).toContain("none of the formats");
});
