import { createServer } from "node:http";
import { z } from "zod";

/** A model that answers every chat after so many milliseconds, in OpenAI's wire; a process of its own, so that its CPU is nobody else's. */
const ms = Number(process.argv[2]);
const ANSWER = "About 11 kilometres at its deepest place, and 3.7 kilometres on average.";
const usage = { prompt_tokens: 12, completion_tokens: 20, total_tokens: 32 };
const Asked = z.object({ stream: z.boolean().default(false) });
const about = { id: "chat", created: 1, model: "bench" };
const piece = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

const streamed = [
  piece({ role: "assistant", content: "" }),
  ...(ANSWER.match(/\S+\s*/g)?.map((content) => piece({ content })) ?? []),
  piece({}, "stop"),
  `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices: [], usage })}\n\n`,
  "data: [DONE]\n\n",
].join("");
const whole = JSON.stringify({
  ...about,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: ANSWER }, finish_reason: "stop" }],
  usage,
});

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    const { stream } = Asked.parse(JSON.parse(body));
    setTimeout(() => {
      response.setHeader("content-type", stream ? "text/event-stream" : "application/json");
      response.end(stream ? streamed : whole);
    }, ms);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit(0));
