import { createServer } from "node:http";
import { z } from "zod";

/** A model that answers every chat at once in OpenAI's wire, whole or in pieces that are sent one by one. A process of its own. */
const PIECES = 20;
const pieces = Array.from({ length: PIECES }, (_, index) => ["The ", "sea ", "is ", "deep ", "and "][index % 5] ?? "");
const usage = { prompt_tokens: 24, completion_tokens: PIECES, total_tokens: 24 + PIECES };
const about = { id: "chat", created: 1, model: "bench" };
const event = (choices: object[], more: object = {}) =>
  `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices, ...more })}\n\n`;
const events = [
  event([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
  ...pieces.map((content) => event([{ index: 0, delta: { content }, finish_reason: null }])),
  event([{ index: 0, delta: {}, finish_reason: "stop" }]),
  event([], { usage }),
  "data: [DONE]\n\n",
];
const message = { role: "assistant", content: pieces.join("") };
const whole = JSON.stringify({ ...about, object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage });
const Asked = z.object({ stream: z.boolean().default(false) });

const server = createServer((request, response) => {
  request.socket.setNoDelay(true);
  let body = "";
  request.setEncoding("utf8").on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    const { stream } = Asked.parse(JSON.parse(body));
    response.setHeader("content-type", stream ? "text/event-stream" : "application/json");
    if (!stream) return response.end(whole);
    for (const each of events) response.write(each);
    return response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit(0));
