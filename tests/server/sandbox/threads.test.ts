import { afterAll, describe, expect, it } from "vitest";
import { openThreads } from "@/server/sandbox/threads";

const limits = {
  codeMs: 60_000,
  expressionMs: 60_000,
  memoryBytes: 24 * 2 ** 20,
  stackBytes: 256 * 2 ** 10,
  outputBytes: 1_000,
  logLines: 1,
  logLineLength: 10,
};
const threads = openThreads(1, limits);
afterAll(() => threads.close());

const code = (source: string) => ({ type: "code", source, inputs: "{}" }) as const;

describe("a pool of sandbox threads", () => {
  it("kills a thread that doesn't come back and goes on with a new one", async () => {
    const stuck = threads.run(code("for (;;);"), 100);
    const next = threads.run(code("return 1;"), 10_000);
    expect(await stuck).toEqual({ ok: false, failure: { type: "timeout" }, logs: [] });
    expect(await next).toEqual({ ok: true, value: "1", logs: [] });
  });

  it("settles everything when it is closed", async () => {
    const closing = openThreads(1, limits);
    const running = closing.run(code("for (;;);"), 60_000);
    const waiting = closing.run(code("return 1;"), 60_000);
    await threads.run(code("return 1;"), 10_000);
    await closing.close();
    expect(await Promise.all([running, waiting])).toMatchObject([{ ok: false }, { ok: false }]);
    expect(await closing.run(code("return 1;"), 10_000)).toMatchObject({ ok: false });
  });
});
