import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Node's options for our TypeScript: `react-server` is the condition under which `server-only` lets itself be imported. */
export const typescript = ["--conditions=react-server", "--import", "tsx"] as const;

/**
 * The worker's garbage is collected when its heap has grown by this much since the last time. Node itself waits for up to four times as
 * much, which saves a few percent of the time and costs a fifth of the memory.
 */
export const workerHeap = "--heap-growing-percent=40";

export const workerCommand = [workerHeap, ...typescript, "server/worker.ts"] as const;

export function nextCommand(command: "start" | "dev", address: { host: string; port: number }): string[] {
  const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
  return [next, command, "-H", address.host, "-p", String(address.port)];
}
