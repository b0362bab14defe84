import { Agent, request } from "node:http";
import { ChatOpenAI } from "@langchain/openai";
import { eq } from "drizzle-orm";
import { openDatabase } from "@/db/client";
import { newId } from "@/db/id";
import { workspace } from "@/db/schema/auth";
import { connections, models } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import { openModelGateway } from "@/server/models/open";

/** One call of a model, streamed or not; resolves with the whole answer's text. */
export type Call = (stream: boolean) => Promise<string>;

const messages = [
  { role: "system" as const, content: "You answer questions about the sea, in one sentence." },
  { role: "user" as const, content: "How deep is it at its deepest place, and how deep on average?" },
];
const bodyOf = (stream: boolean) =>
  JSON.stringify({ model: "bench", messages, temperature: 0, stream, ...(stream && { stream_options: { include_usage: true } }) });
const headers = { "content-type": "application/json", authorization: "Bearer none" };

/** The text of a chat's answer in OpenAI's wire. */
const textOf = (body: string): string => JSON.parse(body).choices[0].message.content;

/** Reads server-sent events as they come, and keeps what they say. */
function reader() {
  let [rest, text] = ["", ""];
  return {
    take(piece: string) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (!line.startsWith("data: ") || line === "data: [DONE]") continue;
        text += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "";
      }
    },
    text: () => text,
  };
}

/** As little as it takes: what everything else is measured by. */
export const openFetch =
  (baseUrl: string): Call =>
  async (stream) => {
    const response = await fetch(`${baseUrl}/chat/completions`, { method: "POST", headers, body: bodyOf(stream) });
    if (!stream) return textOf(await response.text());
    const { take, text } = reader();
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) take(decoder.decode(piece, { stream: true }));
    return text();
  };

function openHttp(baseUrl: string): Call {
  const agent = new Agent({ keepAlive: true });
  return (stream) =>
    new Promise((resolve, reject) => {
      const sent = request(`${baseUrl}/chat/completions`, { method: "POST", headers, agent }, (response) => {
        const { take, text } = reader();
        let whole = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => {
          if (stream) take(piece);
          else whole += piece;
        });
        response.on("end", () => resolve(stream ? text() : textOf(whole)));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(bodyOf(stream));
    });
}

/** The way LangChain's documentation shows. */
function openLangChain(baseUrl: string): Call {
  const chat = new ChatOpenAI({ model: "bench", apiKey: "none", temperature: 0, configuration: { baseURL: baseUrl } });
  return async (stream) => {
    if (!stream) return (await chat.invoke(messages)).text;
    let text = "";
    for await (const chunk of await chat.stream(messages)) text += chunk.text;
    return text;
  };
}

/** The product's gateway with a connection of the registry: limits, tries, the guard, validation, and a whole record of each call. */
async function openMinnow(baseUrl: string, databaseUrl: string): Promise<Call> {
  const database = openDatabase(databaseUrl, { name: "minnow-bench", max: 4 });
  const { db } = database;
  const [workspaceId, connectionId] = [newId(), newId()];
  await db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
  await db.insert(workspaceSettings).values({ workspaceId }).onConflictDoNothing();
  await db
    .update(workspaceSettings)
    .set({ allowedHosts: [new URL(baseUrl).host] })
    .where(eq(workspaceSettings.workspaceId, workspaceId));
  await db
    .insert(connections)
    .values({ id: connectionId, workspaceId, slug: "bench", name: "Bench", kind: "openai", baseUrl, maxConcurrent: 1_000 });
  const served = { workspaceId, connectionId, name: "bench", parameters: 7, prices: [] };
  const able = { jsonSchema: true, tools: true, logprobs: false };
  await db.insert(models).values([
    { ...served, key: "bench/streamed", label: "Streamed", capabilities: { ...able, streaming: true } },
    { ...served, key: "bench/whole", label: "Whole", capabilities: { ...able, streaming: false } },
  ]);
  const gateway = openModelGateway({ database });
  const { signal } = new AbortController();
  return async (stream) => {
    let text = "";
    const onText = (piece: string) => {
      text += piece;
    };
    const model = stream ? "bench/streamed" : "bench/whole";
    const outcome = await gateway.call(workspaceId, { model, messages, sampling: { temperature: 0 }, onText }, signal);
    if (!outcome.ok) throw outcome.error;
    return stream ? text : outcome.answer.text;
  };
}

export const contenders = ["fetch", "http", "langchain", "minnow"] as const;
export type Contender = (typeof contenders)[number];

export const openers: Record<Contender, (baseUrl: string, databaseUrl: string) => Call | Promise<Call>> = {
  fetch: openFetch,
  http: openHttp,
  langchain: openLangChain,
  minnow: openMinnow,
};
