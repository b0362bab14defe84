import { afterAll, describe, expect, it } from "vitest";
import { type ErrorCode, MinnowError } from "@/core/errors";
import { openSandbox } from "@/server/sandbox/sandbox";

const small = { memoryBytes: 24 * 2 ** 20, outputBytes: 64 * 2 ** 10 };
const sandbox = openSandbox(small);
/** For what never ends by itself. */
const hasty = openSandbox({ ...small, codeMs: 200, expressionMs: 200 });
afterAll(() => Promise.all([sandbox.close(), hasty.close()]));

async function refusal(work: Promise<unknown>): Promise<MinnowError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(MinnowError);
  return outcome as MinnowError;
}

const refuses = async (code: ErrorCode, work: Promise<unknown>) => expect((await refusal(work)).code).toBe(code);

describe("code in the sandbox", () => {
  it("gives back what it returns", async () => {
    const { value } = await sandbox.runCode("const { a, b } = inputs;\nreturn { sum: a + b, list: [a, b] };", { a: 1, b: 2 });
    expect(value).toEqual({ sum: 3, list: [1, 2] });
  });

  it("may end in a comment and may be async", async () => {
    expect((await sandbox.runCode("return (async () => { await null; return inputs.a; })(); // done", { a: "x" })).value).toBe("x");
  });

  it("keeps what it logs", async () => {
    const { logs } = await sandbox.runCode('console.log("a", 1, { b: [2] }); console.warn(new TypeError("odd")); return 1;', {});
    expect(logs).toEqual(['a 1 {"b":[2]}', "TypeError: odd"]);
  });

  it("keeps a bounded number of log lines of bounded length", async () => {
    const { logs } = await sandbox.runCode('for (let i = 0; i < 1000; i++) console.log("x".repeat(5000)); return 1;', {});
    expect(logs).toHaveLength(200);
    expect(logs[0]?.length).toBeLessThanOrEqual(2_001);
  });

  it("has nothing of the host in reach", async () => {
    const names = ["process", "require", "module", "fetch", "Buffer", "setTimeout", "WebAssembly", "Worker", "std", "os"];
    const { value } = await sandbox.runCode("return inputs.names.map((name) => typeof globalThis[name]);", { names });
    expect(value).toEqual(names.map(() => "undefined"));
  });

  it.each([
    'return inputs.constructor.constructor("return process")();',
    'return this.constructor.constructor("return process")().env;',
    'return console.log.constructor("return process")().mainModule;',
    'return (async () => {}).constructor("return process")();',
    'return import("node:fs");',
    'return Function("return globalThis.process.env")();',
    "return (0, eval)('process.env');",
  ])("can't climb out by its prototypes: %s", async (source) => {
    await refuses("code_failed", sandbox.runCode(source, {}));
  });

  it("can't change what later code sees", async () => {
    await sandbox.runCode("Object.prototype.polluted = 1; JSON.stringify = () => '\"no\"'; Array.prototype.map = null; return 1;", {});
    expect((await sandbox.runCode("return [({}).polluted ?? null, [1].map((n) => n + 1)];", {})).value).toEqual([null, [2]]);
    expect("polluted" in {}).toBe(false);
  });

  it("names the message and the line of an error", async () => {
    const error = await refusal(sandbox.runCode("const a = 1;\n\nthrow new RangeError('too far');", {}));
    expect(error).toMatchObject({ code: "code_failed", params: { reason: "RangeError: too far", line: 3 } });
  });

  it("names the line of a syntax error", async () => {
    expect((await refusal(sandbox.runCode("const a = 1;\nreturn a a;", {}))).params).toMatchObject({ line: 2 });
  });

  it("tells of thrown things that are no errors", async () => {
    expect((await refusal(sandbox.runCode("throw { odd: true };", {}))).params.reason).toBe('{"odd":true}');
    expect((await refusal(sandbox.runCode("throw null;", {}))).params.reason).toBe("null");
  });

  it("keeps what was logged before it failed", async () => {
    expect((await refusal(sandbox.runCode('console.log("so far"); throw 1;', {}))).details).toEqual({ logs: ["so far"] });
  });

  it.each(["while (true) {}", "for (;;) { try { for (;;); } catch {} }", "return /^(a+)+$/.test('a'.repeat(40) + 'b');"])(
    "is stopped in time: %s",
    async (source) => {
      await refuses("code_timeout", hasty.runCode(source, {}));
    },
  );

  it.each(["return { toJSON() { for (;;); } };", "Promise.resolve().then(() => { for (;;); }); return 1;"])(
    "is stopped in time after it returned: %s",
    async (source) => {
      await refuses("code_timeout", hasty.runCode(source, {}));
    },
  );

  it.each([
    "const all = []; for (;;) all.push(new Uint8Array(1e6));",
    "let list = [0]; for (;;) list = list.concat(list);",
    "const all = []; for (;;) all.push({ n: all.length });",
    'const all = []; for (;;) all.push("x".repeat(1e5));',
    "return new Uint8Array(1e9);",
  ])("is stopped when it takes too much memory: %s", async (source) => {
    await refuses("code_memory", sandbox.runCode(source, {}));
    expect((await sandbox.runCode("return 1;", {})).value).toBe(1);
  });

  it("is stopped when it recurses without end", async () => {
    await refuses("code_failed", sandbox.runCode("const f = (n) => 1 + f(n + 1); return f(0);", {}));
  });

  it.each([
    ["too much", 'return "x".repeat(70000);'],
    ["too much when written as UTF-8", 'return "鱼".repeat(30000);'],
    ["itself", "const a = {}; a.a = a; return a;"],
    ["nothing", "inputs.a;"],
    ["a function", "return () => 1;"],
    ["a bigint", "return 1n;"],
  ])("is refused when it returns %s", async (_, source) => {
    await refuses("code_output", sandbox.runCode(source, {}));
  });

  it("serves many at once, and goes on after some were stopped", async () => {
    const work = Array.from({ length: 40 }, (_, n) =>
      n % 20 === 7
        ? refusal(hasty.runCode("for (;;);", {})).then(({ code }) => code)
        : hasty.runCode("return inputs.n * 2;", { n }).then(({ value }) => value),
    );
    const answers = await Promise.all(work);
    expect(answers).toEqual(answers.map((_, n) => (n % 20 === 7 ? "code_timeout" : n * 2)));
  });
});

describe("an expression in the sandbox", () => {
  it("is evaluated over the value", async () => {
    expect(await sandbox.evaluate('urgency = "high" and $contains(text, /refund/i)', { urgency: "high", text: "Refund!" })).toBe(true);
    expect(await sandbox.evaluate("$sum(items.price)", { items: [{ price: 1 }, { price: 2 }] })).toBe(3);
    expect(await sandbox.evaluate('$contains($, "refund")', "a refund")).toBe(true);
  });

  it("gives undefined when it finds nothing", async () => {
    expect(await sandbox.evaluate("nowhere.at.all", { a: 1 })).toBeUndefined();
  });

  it("gives the same however often it is asked", async () => {
    for (let n = 0; n < 30; n++) expect(await sandbox.evaluate(`n + ${n % 12}`, { n })).toBe(n + (n % 12));
  });

  it("says why it fails", async () => {
    expect((await refusal(sandbox.evaluate("$number(a)", { a: "x" }))).params.reason).toContain("number");
    await refuses("expression_failed", sandbox.evaluate("a +", {}));
    await refuses("expression_failed", sandbox.evaluate("function($x) { $x }", {}));
  });

  it.each(["/^(a+)+$/", "/^(\\w+\\s?)*$/"])("is stopped when its regular expression explodes: %s", async (pattern) => {
    await refuses("expression_timeout", hasty.evaluate(`$contains($, ${pattern})`, `${"a".repeat(40)}!`));
  });

  it("is stopped when it never ends", async () => {
    await refuses("expression_timeout", hasty.evaluate("( $f := function($n) { $f($n + 1) }; $f(0) )", null));
  });

  it("is stopped when it takes too much memory", async () => {
    const error = await refusal(sandbox.evaluate("( $f := function($s) { $f($s & $s) }; $f('xxxxxxxxxxxxxxxx') )", null));
    expect(["expression_failed", "expression_timeout"]).toContain(error.code);
  });

  it("can't climb out by its prototypes", async () => {
    const attempts = ["constructor", "__proto__.constructor", "toString.constructor", "$.__lookupGetter__('__proto__')"];
    for (const attempt of attempts) {
      const outcome = await sandbox.evaluate(`$string(${attempt})`, { a: 1 }).catch((error: MinnowError) => error.code);
      expect(outcome ?? "").not.toContain("process");
    }
    expect(await sandbox.evaluate("a", { a: "still works" })).toBe("still works");
  });
});
