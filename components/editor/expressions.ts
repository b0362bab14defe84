import { readConfigsAnew } from "@/core/graph/kind";

/**
 * What the browser has in place of JSONata (next.config.ts) until that is loaded: 25 KB that nothing needs to show a graph. Till then
 * every expression counts as right; the server, which has JSONata itself, has the last word on what runs and is published.
 */
let parse: ((source: string) => unknown) | null = null;

export default function jsonata(source: string): unknown {
  return parse?.(source);
}

/** Loads JSONata itself. What was read before is read anew, with what it says. */
export async function loadExpressions(): Promise<void> {
  if (parse !== null) return;
  parse = (await import("jsonata/jsonata.js")).default;
  readConfigsAnew();
}
