import "server-only";
import { MinnowError } from "@/core/errors";
import { sizeText } from "../../auth/door";

/** A request's body; stops reading when it grows beyond the limit, whatever its Content-Length said. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MinnowError("payload_too_large", { limit: sizeText(maxBytes) });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text of a request's body, up to the same limit. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, maxBytes));
}

/** The same request with a body that was read and counted. */
export async function withCountedBody(request: Request, maxBytes: number): Promise<Request> {
  const body = await readBody(request, maxBytes);
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal });
}
