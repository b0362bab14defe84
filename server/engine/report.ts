import "server-only";

/** Writes an error of the queue into the log by its message alone: those of the database carry whole connections. */
export function reportQueue(error: unknown): void {
  const { message = "", code = "" } = (error ?? {}) as { message?: string; code?: string };
  console.error("queue:", [message, code].filter((part) => part !== "").join(" ") || String(error));
}
