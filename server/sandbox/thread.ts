// Runs in a worker thread, by Node's own type stripping: it may import packages and types, but none of our values.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from "quickjs-emscripten";
import type { Failure, Job, Limits, Message, Reply } from "./protocol";

const limits: Limits = workerData;

const PAGE_BYTES = 2 ** 16;
/** What the module is built to start with. */
const INITIAL_PAGES = 2 ** 8;

type Engine = { quickjs: QuickJSWASMModule; isFull(): boolean };

/**
 * QuickJS in a WebAssembly memory of limited size. Its own `setMemoryLimit` doesn't limit: built by Emscripten it counts
 * allocations but not their sizes.
 */
async function openEngine(): Promise<Engine> {
  const maximum = Math.max(Math.ceil(limits.memoryBytes / PAGE_BYTES), INITIAL_PAGES);
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory: memory }));
  return { quickjs, isFull: () => memory.buffer.byteLength >= maximum * PAGE_BYTES };
}

const codeEngine = await openEngine();
const expressionEngine = await openEngine();

/** One isolated interpreter. `within` gives it so many milliseconds from now. */
type Interpreter = {
  vm: QuickJSContext;
  within(milliseconds: number): void;
  expired(): boolean;
  outOfMemory(thrown: unknown): boolean;
  dispose(): void;
};

function openInterpreter({ quickjs, isFull }: Engine): Interpreter {
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(limits.stackBytes);
  let deadline = Number.POSITIVE_INFINITY;
  let expired = false;
  runtime.setInterruptHandler(() => {
    expired = expired || performance.now() > deadline;
    return expired;
  });
  const vm = runtime.newContext();
  return {
    vm,
    within(milliseconds) {
      deadline = performance.now() + milliseconds;
    },
    expired: () => expired,
    // When nothing is left, not even for the error, what is thrown says nothing.
    outOfMemory: (thrown) => (isFull() && !thrown) || messageOf(thrown) === "out of memory",
    dispose() {
      vm.dispose();
      runtime.dispose();
    },
  };
}

/**
 * An interpreter that was stopped in the middle, or ran out of memory, may hold objects that can't be freed, on which
 * QuickJS aborts the whole module. It isn't freed then: the thread says that it is spent, and is replaced.
 */
let spent = false;

function discard(reply: Reply, dispose: () => void): void {
  if (!reply.ok && (reply.failure.type === "timeout" || reply.failure.type === "memory")) {
    spent = true;
    return;
  }
  try {
    dispose();
  } catch {
    spent = true;
  }
}

/** The value or the thrown thing of a call, its promise followed. A promise that never settles is not a value. */
function settled(vm: QuickJSContext, result: ReturnType<QuickJSContext["callFunction"]>): { value: QuickJSHandle } | { thrown: unknown } {
  if (result.error) return { thrown: result.error.consume(vm.dump) };
  const jobs = vm.runtime.executePendingJobs();
  if (jobs.error) {
    result.value.dispose();
    return { thrown: jobs.error.consume(vm.dump) };
  }
  const state = vm.getPromiseState(result.value);
  if (state.type === "fulfilled") {
    if (!state.notAPromise) result.value.dispose();
    return { value: state.value };
  }
  result.value.dispose();
  return state.type === "rejected" ? { thrown: state.error.consume(vm.dump) } : { thrown: "the promise it gave never settles" };
}

const fieldsOf = (thrown: unknown): Record<string, unknown> => (thrown !== null && typeof thrown === "object" ? { ...thrown } : {});
const messageOf = (thrown: unknown): unknown => fieldsOf(thrown).message;

const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

function failureOf(thrown: unknown, interpreter: Interpreter): Failure {
  if (interpreter.expired()) return { type: "timeout" };
  if (interpreter.outOfMemory(thrown)) return { type: "memory" };
  const { name, message, stack } = fieldsOf(thrown);
  const line = typeof stack === "string" ? /node\.js:(\d+)/.exec(stack)?.[1] : undefined;
  const reason =
    typeof message === "string"
      ? `${typeof name === "string" && name !== "Error" ? `${name}: ` : ""}${message}`
      : typeof thrown === "string"
        ? thrown
        : JSON.stringify(thrown);
  return { type: "failed", reason: clip(reason ?? "nothing was thrown", 500), line: line === undefined ? null : Number(line) };
}

const failed = (failure: Failure, logs: string[] = []): Reply => ({ ok: false, failure, logs });

/** JSON text of a result, made inside the interpreter by a `JSON.stringify` that the code had no hand on. */
function jsonOf(interpreter: Interpreter, stringify: QuickJSHandle, value: QuickJSHandle): { text: string | null } | { failure: Failure } {
  const { vm } = interpreter;
  const result = vm.callFunction(stringify, vm.undefined, value);
  if (result.error) {
    const failure = failureOf(result.error.consume(vm.dump), interpreter);
    return { failure: failure.type === "failed" ? { type: "output" } : failure };
  }
  return result.value.consume((handle) => {
    if (vm.typeof(handle) === "undefined") return { text: null };
    const length = vm.getProp(handle, "length").consume((size) => vm.getNumber(size));
    if (length > limits.outputBytes) return { failure: { type: "output" } };
    const text = vm.getString(handle);
    return Buffer.byteLength(text) > limits.outputBytes ? { failure: { type: "output" } } : { text };
  });
}

const PRELUDE = `(() => {
  const { parse, stringify } = JSON;
  const shown = (part) => {
    if (typeof part === "string") return part;
    if (part instanceof Error) return part.name + ": " + part.message;
    try { return stringify(part) ?? String(part); } catch { return String(part); }
  };
  return {
    stringify: (value) => stringify(value),
    start: (body, inputs, write) => {
      const log = (...parts) => write(parts.map(shown).join(" "));
      globalThis.console = { log, info: log, warn: log, error: log, debug: log };
      return body(parse(inputs));
    },
  };
})()`;

function runCode(source: string, inputs: string): Reply {
  const interpreter = openInterpreter(codeEngine);
  const owned: { dispose(): void }[] = [];
  const reply = replyOfCode(interpreter, source, inputs, (handle) => {
    owned.push(handle);
    return handle;
  });
  discard(reply, () => {
    for (const handle of owned.reverse()) handle.dispose();
    interpreter.dispose();
  });
  return reply;
}

/** @param own registers a handle for disposal */
function replyOfCode(
  interpreter: Interpreter,
  source: string,
  inputs: string,
  own: <H extends { dispose(): void }>(handle: H) => H,
): Reply {
  const logs: string[] = [];
  const { vm } = interpreter;
  interpreter.within(limits.codeMs);
  const prelude = own(vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js")));
  const stringify = own(vm.getProp(prelude, "stringify"));
  const start = own(vm.getProp(prelude, "start"));
  const write = own(
    vm.newFunction("write", (line) => {
      if (logs.length < limits.logLines) logs.push(clip(vm.getString(line), limits.logLineLength));
    }),
  );
  // The body starts on the first line, so that line numbers are those of the editor.
  const body = vm.evalCode(`(function (inputs) {${source}\n})`, "node.js");
  if (body.error) return failed(failureOf(body.error.consume(vm.dump), interpreter), logs);
  const outcome = settled(vm, vm.callFunction(start, vm.undefined, own(body.value), own(vm.newString(inputs)), write));
  if ("thrown" in outcome) return failed(failureOf(outcome.thrown, interpreter), logs);
  const json = jsonOf(interpreter, stringify, own(outcome.value));
  if ("failure" in json) return failed(json.failure, logs);
  // An interrupted promise job leaves the value standing: out of time is out of time.
  if (interpreter.expired()) return failed({ type: "timeout" }, logs);
  return json.text === null ? failed({ type: "output" }, logs) : { ok: true, value: json.text, logs };
}

const jsonataSource = readFileSync(createRequire(import.meta.url).resolve("jsonata/jsonata.min.js"), "utf8");

const EVALUATOR = `(source) => {
  const { parse, stringify } = JSON;
  const expression = jsonata(source);
  return async (value) => {
    const result = await expression.evaluate(parse(value));
    if (typeof result === "function") throw new TypeError("it gives a function, not a value");
    return stringify(result);
  };
}`;

type Evaluator = { interpreter: Interpreter; evaluate: QuickJSHandle };

/** An interpreter serves one expression only, so that no expression can tamper with another's. Most recently used last. */
const evaluators = new Map<string, Evaluator>();
const MAX_EVALUATORS = 8;

function disposeEvaluator({ interpreter, evaluate }: Evaluator): void {
  evaluate.dispose();
  interpreter.dispose();
}

/** Loading JSONata takes some 20 ms, so one interpreter is kept ready with it for the next new expression. */
let spare: Interpreter | null = null;

function openJsonata(): Interpreter {
  const interpreter = openInterpreter(expressionEngine);
  interpreter.vm.unwrapResult(interpreter.vm.evalCode(jsonataSource, "jsonata.js")).dispose();
  return interpreter;
}

function prepareSpare(): void {
  spare ??= openJsonata();
}

function openEvaluator(source: string): Evaluator | Failure {
  const interpreter = spare ?? openJsonata();
  spare = null;
  const { vm } = interpreter;
  const make = vm.unwrapResult(vm.evalCode(EVALUATOR, "evaluator.js"));
  interpreter.within(limits.expressionMs);
  const made = vm.newString(source).consume((text) => vm.callFunction(make, vm.undefined, text));
  make.dispose();
  if (!made.error) return { interpreter, evaluate: made.value };
  const failure = failureOf(made.error.consume(vm.dump), interpreter);
  discard(failed(failure), interpreter.dispose);
  return failure;
}

function evaluate(source: string, value: string): Reply {
  const known = evaluators.get(source);
  evaluators.delete(source);
  const evaluator = known ?? openEvaluator(source);
  if ("type" in evaluator) return failed(evaluator);
  const { interpreter } = evaluator;
  const { vm } = interpreter;
  interpreter.within(limits.expressionMs);
  const outcome = settled(
    vm,
    vm.newString(value).consume((text) => vm.callFunction(evaluator.evaluate, vm.undefined, text)),
  );
  const reply = "thrown" in outcome ? failed(failureOf(outcome.thrown, interpreter)) : replyOf(vm, outcome.value);
  if (!reply.ok && reply.failure.type !== "failed") discard(reply, () => disposeEvaluator(evaluator));
  else evaluators.set(source, evaluator);
  const [oldest] = evaluators;
  if (evaluators.size > MAX_EVALUATORS && oldest !== undefined) {
    evaluators.delete(oldest[0]);
    disposeEvaluator(oldest[1]);
  }
  return reply;
}

function replyOf(vm: QuickJSContext, result: QuickJSHandle): Reply {
  return result.consume((handle) => {
    if (vm.typeof(handle) !== "string") return { ok: true, value: null, logs: [] };
    const text = vm.getString(handle);
    return Buffer.byteLength(text) > limits.outputBytes ? failed({ type: "output" }) : { ok: true, value: text, logs: [] };
  });
}

const tell = (message: Message): void => parentPort?.postMessage(message);

parentPort?.on("message", (job: Job) => {
  const reply = job.type === "code" ? runCode(job.source, job.inputs) : evaluate(job.source, job.value);
  tell({ reply, spent });
  if (spare === null && !spent) setImmediate(prepareSpare);
});
prepareSpare();
tell("ready");
