import "server-only";
import { MinnowError } from "@/core/errors";
import { sizeText } from "../../auth/door";

/** The text of a request's body; stops reading when it grows beyond the limit, whatever its Content-Length said. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MinnowError("payload_too_large", { limit: sizeText(maxBytes) });
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The same request with a body that was read and counted. */
export async function withCountedBody(request: Request, maxBytes: number): Promise<Request> {
  const body = await readBody(request, maxBytes);
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal });
}
