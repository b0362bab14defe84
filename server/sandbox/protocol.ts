/** What a sandbox thread is asked to do. Values cross as JSON text: nothing of the host is ever shared. */
export type Job = { type: "code"; source: string; inputs: string } | { type: "expression"; source: string; value: string };

export type Failure =
  | { type: "failed"; reason: string; line: number | null }
  | { type: "timeout" }
  | { type: "memory" }
  /** Too long, or not JSON. */
  | { type: "output" };

/** `value` is null when the expression gave nothing. */
export type Reply = { ok: true; value: string | null; logs: string[] } | { ok: false; failure: Failure; logs: string[] };

/** What a thread says: that it waits for work, or how the work went and whether the thread may be used again. */
export type Message = "ready" | { reply: Reply; spent: boolean };

/** Times in milliseconds, sizes in bytes. */
export type Limits = {
  codeMs: number;
  expressionMs: number;
  memoryBytes: number;
  stackBytes: number;
  outputBytes: number;
  logLines: number;
  logLineLength: number;
};
