import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import {
  type ConnectionCheck,
  type FoundModel,
  looksLikeChat,
  looksLikeEmbedding,
  type NewModel,
  parametersInName,
} from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { ModelCapabilities } from "@/core/models";
import type { Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { guardedFetch } from "../outbound/guard";
import { within } from "../scope";
import { allowedHosts, type Connection, storedConnection } from "./connections";
import { keyOf } from "./key";
import { ollamaFacts } from "./ollama";
import { providerError } from "./providerErrors";

type Scope = { db: Queryable; workspaceId: string };

const LIMIT_MS = 8_000;

const Text = z.string().min(1);
const Tokens = z.number().int().positive().max(1_000_000_000);
/** What servers add to the entries of `/v1/models`: vLLM, llama.cpp, OpenRouter and others each have their own words. */
const Entry = z.looseObject({
  id: Text,
  name: Text.optional().catch(undefined),
  owned_by: Text.optional().catch(undefined),
  max_model_len: Tokens.optional().catch(undefined),
  context_length: Tokens.optional().catch(undefined),
  meta: z
    .looseObject({ n_ctx_train: Tokens.optional().catch(undefined), n_params: z.number().positive().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  pricing: z
    .looseObject({ prompt: z.coerce.number().nonnegative(), completion: z.coerce.number().nonnegative() })
    .optional()
    .catch(undefined),
  supported_parameters: z.array(z.string()).optional().catch(undefined),
});
type Entry = z.infer<typeof Entry>;
/** Whose entries these are: vLLM, llama.cpp, Ollama, LM Studio and OpenAI hold their models to a JSON Schema. */
const TAKE_SCHEMAS: ReadonlySet<string> = new Set(["vllm", "llamacpp", "library", "organization_owner", "openai", "system"]);

const Listing = z.looseObject({ data: z.array(z.unknown()) });

/** How a server is called before it is a connection of the workspace. */
export type ServerAddress = { name: string; baseUrl: string; key: string | null; allowedHosts: readonly string[] };

/**
 * The models a server lists at `/models`, with what it says of them.
 * @throws MinnowError of the `provider_` family, `connection_blocked`
 */
export async function askForModels(server: ServerAddress, limitMs = LIMIT_MS): Promise<NewModel[]> {
  const call = guardedFetch({ allowedHosts: server.allowedHosts });
  const signal = AbortSignal.timeout(limitMs);
  const host = new URL(server.baseUrl).host;
  const headers = server.key === null ? undefined : { authorization: `Bearer ${server.key}` };
  try {
    const response = await call(`${server.baseUrl}/models`, { signal, ...(headers && { headers }) });
    const text = await response.text();
    if (response.status === 404) throw new MinnowError("provider_not_compatible", { host, reason: "404" });
    if (!response.ok) throw Object.assign(new Error(messageIn(text)), { status: response.status });
    const entries = entriesIn(text);
    if (entries === null) throw new MinnowError("provider_not_compatible", { host, reason: "/models" });
    const facts = entries.some(({ owned_by }) => owned_by === "library")
      ? await ollamaFacts(
          server.baseUrl,
          entries.map(({ id }) => id),
          call,
          signal,
        )
      : new Map<string, Partial<NewModel>>();
    return entries.map((entry) => ({ ...modelOf(entry), ...facts.get(entry.id) })).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw providerError(error, { connection: { name: server.name, baseUrl: server.baseUrl }, model: { name: "" } }, limitMs);
  }
}

function entriesIn(text: string): Entry[] | null {
  try {
    const { data } = Listing.parse(JSON.parse(text));
    return data.flatMap((entry) => Entry.safeParse(entry).data ?? []);
  } catch {
    return null;
  }
}

const ErrorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
]);

function messageIn(text: string): string {
  try {
    return ErrorBody.parse(JSON.parse(text));
  } catch {
    return text.slice(0, 200);
  }
}

function modelOf(entry: Entry): NewModel {
  const { id, name, pricing, meta, supported_parameters: supported } = entry;
  const parameters = meta?.n_params === undefined ? parametersInName(id) : Number((meta.n_params / 1e9).toPrecision(3));
  return {
    name: id.slice(0, 200),
    label: (name ?? id).slice(0, 80),
    parameters,
    contextTokens: entry.max_model_len ?? entry.context_length ?? meta?.n_ctx_train ?? null,
    inputPrice: perMillion(pricing?.prompt),
    outputPrice: perMillion(pricing?.completion),
    capabilities: looksLikeEmbedding(id)
      ? EMBEDS
      : {
          tools: supported?.includes("tools") ?? false,
          jsonSchema: supported?.includes("structured_outputs") ?? TAKE_SCHEMAS.has(entry.owned_by ?? ""),
          streaming: true,
          logprobs: supported?.includes("logprobs") ?? false,
          embeddings: false,
        },
  };
}

const EMBEDS: ModelCapabilities = { tools: false, jsonSchema: false, streaming: false, logprobs: false, embeddings: true };

const perMillion = (perToken: number | undefined): number | null =>
  perToken === undefined ? null : Number((perToken * 1e6).toPrecision(6));

const addressOf = async (scope: Scope, { name, baseUrl, ...connection }: Connection): Promise<ServerAddress> => ({
  name,
  baseUrl: baseUrl ?? "https://api.openai.com/v1",
  key: keyOf({ name, ...connection }),
  allowedHosts: await allowedHosts(scope),
});

async function registeredNames(scope: Scope, connectionId: string): Promise<Set<string>> {
  const rows = await scope.db
    .select({ name: models.name })
    .from(models)
    .where(within(scope, models, eq(models.connectionId, connectionId)));
  return new Set(rows.map(({ name }) => name));
}

/** What a connection's server lists, marked with what is registered already. */
export async function discoverModels(scope: Scope, connectionId: string): Promise<FoundModel[]> {
  const connection = await storedConnection(scope, connectionId);
  if (connection.kind !== "openai") return [];
  const registered = await registeredNames(scope, connectionId);
  const found = await askForModels(await addressOf(scope, connection));
  return found.map((model) => ({ ...model, registered: registered.has(model.name), chat: looksLikeChat(model.name) }));
}

/** Calls a connection's server and says exactly what is wrong, if anything is. */
export async function checkConnection(scope: Scope, connectionId: string): Promise<ConnectionCheck> {
  const connection = await storedConnection(scope, connectionId);
  const registered = await registeredNames(scope, connectionId);
  if (connection.kind !== "openai") return { connectionId, ok: true, models: registered.size, missing: [], ms: 0 };
  const started = performance.now();
  try {
    const listed = new Set((await askForModels(await addressOf(scope, connection))).map(({ name }) => name));
    const missing = [...registered].filter((name) => !listed.has(name));
    return { connectionId, ok: true, models: listed.size, missing, ms: performance.now() - started };
  } catch (error) {
    if (!(error instanceof MinnowError)) throw error;
    return { connectionId, ok: false, code: error.code, params: error.params };
  }
}
