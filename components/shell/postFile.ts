import { z } from "zod";

const Refusal = z.object({ detail: z.string() });

/** What a server said to a file: its answer, or in words why it doesn't take it. */
export type Posted = { ok: true; answer: unknown } | { ok: false; status: number; detail: string };

/**
 * Sends a file, telling how many bytes have been sent: fetch tells nothing of that, which matters with large files.
 * Rejects when the connection breaks or what came back makes no sense.
 */
export function postFile(address: string, body: Blob, progress: (sent: number) => void): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.upload.onprogress = ({ loaded }) => progress(loaded);
  request.onload = () => {
    try {
      const answer: unknown = JSON.parse(request.responseText);
      const { status } = request;
      resolve(status < 300 ? { ok: true, answer } : { ok: false, status, detail: Refusal.parse(answer).detail });
    } catch (error) {
      reject(error);
    }
  };
  request.onerror = reject;
  request.send(body);
  return promise;
}
