import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Node's options for our TypeScript: `react-server` is the condition under which `server-only` lets itself be imported. */
export const typescript = ["--conditions=react-server", "--import", "tsx"] as const;

/**
 * The worker's garbage is collected when its heap has grown by this much since the last time. Node itself lets it grow to several times
 * as much: under load that costs a quarter more memory and saves a twelfth of the CPU (docs/performance.md).
 */
export const workerHeap = "--heap-growing-percent=30";

export const workerCommand = [workerHeap, ...typescript, "server/worker.ts"] as const;

/** Node's options for a program that doesn't know how to end with the process that started it. */
export const endsWithParent = ["--import", new URL("endWithParent.mjs", import.meta.url).href] as const;

export function nextCommand(command: "start" | "dev", address: { host: string; port: number }): string[] {
  const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
  return [...endsWithParent, next, command, "-H", address.host, "-p", String(address.port)];
}
