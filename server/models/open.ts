import "server-only";
import { and, eq } from "drizzle-orm";
import { ConnectionOptions } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { contentHash } from "@/core/graph/fingerprint";
import { Json } from "@/core/graph/json";
import { ModelCapabilities } from "@/core/models";
import { callCost, PriceList, pricesAt, TokenPrices } from "@/core/prices";
import { classOf, SlmPolicy } from "@/core/slmPolicy";
import type { DatabaseClient } from "@/db/client";
import { connections, models } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import type { ChatMessage, ModelRequest } from "@/nodes/executor";
import { liveWorkers } from "../engine/presence";
import { type Adapter, type AdapterAnswer, type AdapterCall, estimateTokens, type ServedModel } from "./adapter";
import { askAnthropic } from "./adapters/anthropic";
import { askModelFile } from "./adapters/gguf";
import { askGoogle } from "./adapters/google";
import { askOllama } from "./adapters/ollama";
import { askOpenAI, library } from "./adapters/openai";
import { type Caller, emptyTrace, openCaller, type Trace } from "./calls/caller";
import { type Clock, systemClock } from "./calls/clock";
import { openStateTelling } from "./calls/tellStates";
import { embed } from "./embed";
import { unloadModelFiles } from "./files/loaded";
import type { CallOutcome, CallRecord, Embedder, ModelGateway, Prober } from "./gateway";
import { observe } from "./observe";
import { askRecording } from "./recorded";
import { answeredBefore, reusableHash } from "./reuse";
import { askSimulation } from "./simulated";
import { type Checked, checkAnswer } from "./structured";
import { closeCounting, countTokens } from "./tokens/count";

/** Changes to the registry reach running workers within this time. Milliseconds. */
const FRESH_MS = 2_000;

type Resolved = ServedModel & { policy: SlmPolicy };

/** What an answer is expected to be long, in tokens, where no limit says. */
const USUAL_ANSWER = 500;

type Options = {
  database: DatabaseClient;
  clock?: Clock;
  random?: () => number;
  /** Are other processes to be told what the calls of this one are doing? */
  tellsStates?: boolean;
};

/** The way from a process to every model of every workspace. */
export function openModelGateway(options: Options): ModelGateway & Embedder & Prober & { close(): Promise<void> } {
  const { database, clock = systemClock, tellsStates = false } = options;
  const caller = openCaller({ ...options, onChange: (connection) => telling?.changed(connection) });
  const telling = tellsStates ? openStateTelling(database.db, caller.state) : null;
  const known = new Map<string, { until: number; served: Promise<Resolved> }>();
  const adapters: Record<ServedModel["connection"]["kind"], Adapter> = {
    openai: askOpenAI,
    azure: askOpenAI,
    anthropic: askAnthropic,
    google: askGoogle,
    ollama: askOllama,
    gguf: askModelFile,
    simulated: askSimulation,
    recorded: (call) => askRecording(database.db, call),
  };

  const resolve = (workspaceId: string, key: string): Promise<Resolved> => {
    const at = `${workspaceId} ${key}`;
    const cached = known.get(at);
    if (cached !== undefined && cached.until > Date.now()) return cached.served;
    const served = readServed(database, workspaceId, key);
    // A model that is missing now may be there in a moment.
    served.catch(() => known.delete(at));
    known.set(at, { until: Date.now() + FRESH_MS, served });
    return served;
  };
  const askServed = (served: Resolved, request: ModelRequest, signal: AbortSignal, owner: string): Promise<CallOutcome> =>
    ask({ caller, clock, adapter: adapters[served.connection.kind], served, request, signal, owner });
  /** Equal calls under way wait for the first of them. */
  const asking = new Map<string, Promise<string | null>>();
  const askOnce = async (
    workspaceId: string,
    requestHash: string,
    served: Resolved,
    request: ModelRequest,
    signal: AbortSignal,
    owner: string,
  ): Promise<CallOutcome> => {
    const key = `${workspaceId} ${requestHash}`;
    const underWay = asking.get(key);
    if (underWay !== undefined) {
      const shared = await underWay;
      signal.throwIfAborted();
      if (shared !== null) return answerAgain(served, request, requestHash, shared);
    }
    const { promise, resolve: tell } = Promise.withResolvers<string | null>();
    asking.set(key, promise);
    let told: string | null = null;
    try {
      told = await answeredBefore(database.db, workspaceId, requestHash);
      if (told !== null) return answerAgain(served, request, requestHash, told);
      const outcome = await askServed(served, request, signal, owner);
      if (outcome.ok) told = outcome.record.outputText;
      return outcome;
    } finally {
      if (asking.get(key) === promise) asking.delete(key);
      tell(told);
    }
  };

  return {
    async call(workspaceId, request, signal, owner = "") {
      let served: Resolved;
      try {
        served = await resolve(workspaceId, request.model);
      } catch (error) {
        if (!(error instanceof MinnowError)) throw error;
        return { ok: false, error, record: emptyRecord(request, null) };
      }
      const requestHash = reusableHash(request);
      return requestHash === null
        ? askServed(served, request, signal, owner)
        : askOnce(workspaceId, requestHash, served, request, signal, owner);
    },
    async embed(workspaceId, model, texts, signal) {
      const served = await resolve(workspaceId, model);
      const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
      const about = { owner: "embeddings", elsewhere: false, hedge: false, mayRepeat: () => true, trace: emptyTrace() };
      return caller.call(
        served,
        { ...about, tokens, signal },
        (inner) => embed(served, texts, inner),
        () => tokens,
      );
    },
    async attempt(workspaceId, model, asked, assuming, signal) {
      const served = { ...(await resolve(workspaceId, model)), capabilities: assuming };
      return observe(caller, adapters[served.connection.kind], served, asked, signal);
    },
    async close() {
      await Promise.all([unloadModelFiles(), closeCounting(), telling?.close()]);
    },
  };
}

/** Loads the client of OpenAI's wire where some workspace will want it: loading takes most of a second, in which nothing else runs. */
export async function warmUp({ db }: DatabaseClient): Promise<void> {
  const [wanted] = await db.select({ id: connections.id }).from(connections).where(eq(connections.kind, "openai")).limit(1);
  if (wanted !== undefined) await library();
}

async function readServed({ db }: DatabaseClient, workspaceId: string, key: string): Promise<Resolved> {
  const [row] = await db
    .select({ model: models, connection: connections, settings: workspaceSettings, workers: liveWorkers })
    .from(models)
    .innerJoin(connections, eq(connections.id, models.connectionId))
    .innerJoin(workspaceSettings, eq(workspaceSettings.workspaceId, models.workspaceId))
    .where(and(eq(models.workspaceId, workspaceId), eq(models.key, key), eq(models.enabled, true)));
  if (row === undefined) throw new MinnowError("model_missing", { model: key });
  const { model, connection, settings, workers } = row;
  return {
    model,
    connection,
    capabilities: ModelCapabilities.parse(model.capabilities),
    options: ConnectionOptions.parse(connection.options),
    allowedHosts: settings.allowedHosts,
    policy: SlmPolicy.parse(settings.slmPolicy),
    share: 1 / Math.max(1, workers),
  };
}

type Asking = {
  caller: Caller;
  clock: Clock;
  adapter: Adapter;
  served: Resolved;
  request: ModelRequest;
  signal: AbortSignal;
  owner: string;
};

/** One call with its record: answered, checked against the schema, repaired once when it does not fit. */
async function ask(asking: Asking): Promise<CallOutcome> {
  const { clock, served, request, signal } = asking;
  const record = emptyRecord(request, served);
  const started = clock.now();
  let waitedMs = 0;
  const send = async (messages: ChatMessage[], toWatcher: (delta: string) => void) => {
    const trace = emptyTrace();
    const onText = (delta: string) => {
      record.firstTokenMs ??= clock.now() - started - waitedMs - trace.waitedMs;
      toWatcher(delta);
    };
    try {
      const answer = await sendOnce(asking, messages, onText, trace);
      const answered = clock.now();
      const counted = await withCount(answer, asking, messages);
      trace.waitedMs += clock.now() - answered;
      note(record, served, trace.hedged === null ? counted : withTwin(counted, trace.hedged));
      return answer;
    } finally {
      waitedMs += trace.waitedMs;
      record.retries += trace.retries;
    }
  };
  try {
    const answer = await send(request.messages, request.onText ?? (() => {}));
    const { toolCalls = [], probability } = answer;
    if (request.tools !== undefined && request.tools.length > 0) record.toolCalls = toolCalls.length;
    if (toolCalls.length > 0) return { ok: true, answer: { text: answer.text, toolCalls }, record };
    if (request.outputSchema === undefined) return { ok: true, answer: { text: answer.text, probability }, record };
    const first = checkAnswer(answer.text, request.outputSchema);
    record.schemaValid = first.ok;
    const checked = first.ok ? first : await repair(request, answer.text, first.error, send);
    if (!checked.ok) return { ok: false, error: checked.error, record };
    return { ok: true, answer: { text: record.outputText ?? "", json: checked.json, probability }, record };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MinnowError) return { ok: false, error, record };
    throw error;
  } finally {
    // How fast a model is has nothing to do with how many wait for it.
    record.latencyMs = clock.now() - started - waitedMs;
  }
}

function sendOnce(
  { caller, adapter, served, request, signal, owner }: Asking,
  messages: ChatMessage[],
  onText: (delta: string) => void,
  trace: Trace,
): Promise<AdapterAnswer> {
  const { sampling, outputSchema, tools, logprobs, sample, elsewhere = false } = request;
  const counted = served.options.tokensPerMinute !== null;
  const tokens = counted ? messages.reduce((sum, { content }) => sum + estimateTokens(content), sampling.maxTokens ?? USUAL_ANSWER) : 0;
  let shown = false;
  const about: Omit<AdapterCall, "signal" | "onText"> = { served, messages, sampling, outputSchema, tools, logprobs, sample };
  return caller.call(
    served,
    { owner, signal, tokens, elsewhere, hedge: true, mayRepeat: () => !shown, trace },
    (inner, hear, mine) =>
      adapter({
        ...about,
        signal: inner,
        onPiece: hear,
        onText(delta) {
          if (!mine()) return;
          shown = true;
          onText(delta);
        },
      }),
    ({ usage }) => usage.input + usage.output,
  );
}

/** Tokens counted by a vocabulary where the server counted none. Of a simulation nothing is worth counting. */
async function withCount(answer: AdapterAnswer, { served, request }: Asking, messages: readonly ChatMessage[]): Promise<AdapterAnswer> {
  const { text, toolCalls = [], usage } = answer;
  if (!usage.estimated || served.connection.kind === "simulated") return answer;
  const { outputSchema, tools } = request;
  const sent = [
    ...messages.map(({ content }) => content),
    ...[outputSchema, tools].flatMap((part) => (part === undefined ? [] : JSON.stringify(part))),
  ];
  const asked = toolCalls.map(({ name, arguments: given, unreadable }) => `${name} ${unreadable ?? JSON.stringify(given)}`);
  const [input = 0, output = 0] = await countTokens([sent.join("\n"), [text, ...asked].join("\n")]);
  return { ...answer, usage: { ...usage, input, output } };
}

/** Two calls read the prompt. What the slower one wrote before it was hung up on nobody tells, so from here on it is an estimate. */
function withTwin(answer: AdapterAnswer, answered: "first" | "second"): AdapterAnswer {
  const { usage, response } = answer;
  const told = typeof response === "object" && response !== null && !Array.isArray(response) ? response : { response };
  return { ...answer, response: { ...told, hedged: { answered } }, usage: { ...usage, input: usage.input * 2, estimated: true } };
}

/** Sends the answer back once, with what is wrong with it. Nothing of the second answer is streamed: it would follow on the first. */
async function repair(
  request: ModelRequest,
  text: string,
  error: MinnowError,
  send: (messages: ChatMessage[], toWatcher: (delta: string) => void) => Promise<AdapterAnswer>,
): Promise<Checked> {
  const { outputSchema = {} } = request;
  const wrong = error.code === "answer_not_json" ? "it is not JSON" : String(error.params.reason);
  const told = `That answer does not fit: ${wrong}. Answer again with nothing but JSON that obeys this schema:\n${JSON.stringify(outputSchema)}`;
  const again = await send([...request.messages, { role: "assistant", content: text }, { role: "user", content: told }], () => {});
  return checkAnswer(again.text, outputSchema);
}

/** An answer from the record: as good as when it was given, and free. */
function answerAgain(served: Resolved, request: ModelRequest, requestHash: string, text: string): CallOutcome {
  const record = {
    ...emptyRecord(request, served),
    requestHash,
    cached: true,
    cost: 0,
    outputText: text,
    outputHash: contentHash(text.trim()),
  };
  if (request.outputSchema === undefined) return { ok: true, answer: { text }, record };
  const checked = checkAnswer(text, request.outputSchema);
  return checked.ok ? { ok: true, answer: { text, json: checked.json }, record } : { ok: false, error: checked.error, record };
}

function emptyRecord(request: ModelRequest, served: Resolved | null): CallRecord {
  const { model, messages, sampling, outputSchema, tools } = request;
  const sent = { model: served?.model.name ?? model, messages, ...sampling, schema: outputSchema, tools };
  return {
    model,
    modelClass: served === null ? "unknown" : classOf(served.model, served.policy),
    simulated: served?.connection.kind === "simulated",
    request: Json.parse(JSON.parse(JSON.stringify(sent))),
    requestHash: reusableHash(request),
    cached: false,
    response: null,
    outputText: null,
    outputHash: null,
    schemaValid: null,
    toolCalls: null,
    inputTokens: null,
    outputTokens: null,
    cachedTokens: null,
    reasoningTokens: null,
    tokensEstimated: false,
    prices: null,
    cost: null,
    latencyMs: 0,
    firstTokenMs: null,
    retries: 0,
    startedAt: new Date(),
  };
}

/** Adds an answer to the record; tokens and cost of a repair add up. */
function note(record: CallRecord, { model }: Resolved, answer: AdapterAnswer): void {
  const { text, toolCalls = [], response, usage } = answer;
  const prices = pricesAt(PriceList.parse(model.prices), record.startedAt.getTime());
  const cost = prices === null ? null : callCost(prices, usage);
  record.response = response;
  // PostgreSQL's text has no NUL.
  record.outputText = text.replaceAll("\u0000", "");
  const asked = toolCalls.map(({ name, arguments: given }): Json => ({ name, arguments: given }));
  record.outputHash = contentHash(asked.length === 0 ? text.trim() : [text.trim(), ...asked]);
  record.inputTokens = (record.inputTokens ?? 0) + usage.input;
  record.outputTokens = (record.outputTokens ?? 0) + usage.output;
  record.cachedTokens = usage.cached;
  record.reasoningTokens = usage.reasoning;
  record.tokensEstimated ||= usage.estimated;
  record.prices = prices === null ? null : TokenPrices.parse(prices);
  record.cost = cost === null ? null : (record.cost ?? 0) + cost;
}
