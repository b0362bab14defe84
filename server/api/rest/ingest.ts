import "server-only";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { IngestReport } from "@/core/ingest/report";
import { sizeText } from "../../auth/door";
import type { WorkspaceContext } from "../../context";
import { ingestLines, ingestSpans } from "../../ingest/intake";
import { linesOf } from "../../ingest/lines";
import { exportResponse, readExport } from "../../ingest/otlp";
import { readBytes } from "./body";
import type { KeyRequest } from "./keyRoute";
import { jsonResponse } from "./problem";

const Query = z.object({
  /** Name of the agent, for records that don't name it. */
  agent: z.string().trim().min(1).max(120).optional(),
  /** Lines before the first one, when this is a later part of a file: problems are told by the lines of the file. */
  before: z.coerce.number().int().nonnegative().optional(),
});

function queryOf(request: Request): z.infer<typeof Query> {
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (query.success) return query.data;
  const [issue] = query.error.issues;
  throw new MinnowError("bad_request", { reason: `${issue?.path.join(".")}: ${issue?.message}` });
}

type Asked = { request: Request; ctx: WorkspaceContext };

/** `POST /api/v1/ingest?agent=support&before=0`: a log of any size, read as it comes. The body is JSON lines or one JSON document, gzip or not. */
export async function postLog({ request, ctx }: Asked): Promise<Response> {
  const { agent = null, before = 0 } = queryOf(request);
  if (request.body === null) throw new MinnowError("ingest_unreadable", { reason: "the body is empty" });
  return jsonResponse(IngestReport.parse(await ingestLines(ctx, linesOf(request.body), { agent, before })));
}

/** Most that an export may have when it is unpacked. */
const LARGEST_EXPORT = 128 * 1024 * 1024;
const unzip = promisify(gunzip);

/** `POST /api/v1/otlp/v1/traces`: what an OpenTelemetry exporter sends over HTTP, as JSON or protobuf. */
export async function postTraces({ request, ctx, maxBytes }: KeyRequest<unknown>): Promise<Response> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const encoding = type === "application/x-protobuf" ? "protobuf" : type === "application/json" ? "json" : null;
  if (encoding === null)
    throw new MinnowError("bad_request", { reason: "Content-Type is neither application/json nor application/x-protobuf" });
  const sent = await readBytes(request, maxBytes);
  const read = readExport(request.headers.get("content-encoding") === "gzip" ? await unpacked(sent) : sent, encoding);
  await ingestSpans(ctx, read.spans, queryOf(request).agent ?? null);
  const answer = exportResponse(read, encoding);
  return new Response(typeof answer === "string" ? answer : Buffer.from(answer), { headers: { "Content-Type": type ?? "" } });
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { maxOutputLength: LARGEST_EXPORT });
  } catch (cause) {
    if (cause instanceof RangeError) throw new MinnowError("payload_too_large", { limit: sizeText(LARGEST_EXPORT) }, { cause });
    throw new MinnowError("bad_request", { reason: "the body is no gzip" }, { cause });
  }
}
