import "server-only";
import { readMetrics } from "../../telemetry/metrics";
import type { KeyRequest } from "./keyRoute";

/** `GET /api/v1/metrics`: what Prometheus scrapes, with the key as its bearer token. */
export async function getMetrics({ ctx }: KeyRequest<unknown>): Promise<Response> {
  return new Response(await readMetrics(ctx), {
    headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store" },
  });
}
