import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import {
  type ConnectionCheck,
  ConnectionOptions,
  type FoundModel,
  looksLikeChat,
  looksLikeEmbedding,
  type NewModel,
} from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { FactName } from "@/core/modelFacts";
import { type ModelCapabilities, ServerKind } from "@/core/models";
import type { Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";
import { ownHeaders } from "./adapters/openai";
import { allowedHosts, type Connection, storedConnection } from "./connections";
import { listModelFiles } from "./files/folder";
import { requireInstalled } from "./files/llama";
import { keyOf } from "./key";
import { anthropicListing, azureListing, googleListing, type Listing, ollamaListing } from "./listings";
import { ollamaFacts } from "./ollama";
import { providerError } from "./providerErrors";
import { saidAll } from "./sources";
import { fetchAlong, messageIn, type Way, wayOf } from "./way";

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

const Listed = z.looseObject({ data: z.array(z.unknown()) });

/** How a server is called, be it a connection of the workspace already or not. */
export type ServerAddress = {
  kind: ServerKind;
  name: string;
  baseUrl: string;
  key: string | null;
  way: Way;
  options: ConnectionOptions;
};

const listings: Record<ServerKind, (server: ServerAddress) => Listing> = {
  openai: openaiListing,
  azure: (server) => azureListing(server, readEntries),
  anthropic: anthropicListing,
  google: googleListing,
  ollama: ollamaListing,
};

/**
 * The models a server lists, with what it says of them.
 * @throws MinnowError of the `provider_` family that says what is wrong with address, network, key or server, `connection_blocked`
 */
export async function askForModels(server: ServerAddress, limitMs = LIMIT_MS): Promise<NewModel[]> {
  const signal = AbortSignal.timeout(limitMs);
  const { host } = new URL(server.baseUrl);
  try {
    const found = await listed(server, signal);
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (signal.aborted) throw new MinnowError("provider_silent", { host, seconds: limitMs / 1_000 }, { cause: error, retryable: true });
    const about = { connection: { name: server.name, baseUrl: server.baseUrl }, model: { name: "" }, proxy: server.way.proxy ?? null };
    throw providerError(error, about, limitMs);
  }
}

async function listed(server: ServerAddress, signal: AbortSignal): Promise<NewModel[]> {
  const { url, headers, read, ending } = listings[server.kind](server);
  const { host } = new URL(url);
  const call = fetchAlong(server.way, headers);
  const response = await call(url, { signal });
  const text = await response.text();
  const { status } = response;
  if (status >= 300 && status < 400) throw new MinnowError("provider_redirected", { host, location: locationOf(response, url) });
  const isPage = /^\s*<(?:!doctype|html)/i.test(text);
  if (status === 404 || (response.ok && isPage)) throw await misplaced(server, status, ending, signal);
  if (!response.ok) {
    const refused = isPage ? `status ${status}` : messageIn(text);
    // Google says so of a wrong key with a 400.
    throw Object.assign(new Error(refused), { status: text.includes("API_KEY_INVALID") ? 401 : status });
  }
  const models = await read(jsonOf(text), call, signal);
  if (models === null) throw new MinnowError("provider_not_compatible", { host, reason: new URL(url).pathname });
  return models;
}

/** What to say of an address that has no list of models: where it is instead, if it is at the usual place. */
async function misplaced(server: ServerAddress, status: number, ending: string, signal: AbortSignal): Promise<MinnowError> {
  const { host, pathname } = new URL(server.baseUrl);
  const suggestion = `${server.baseUrl}/v1`;
  if (server.kind === "openai" && !pathname.endsWith("/v1")) {
    const { url, headers } = openaiListing({ ...server, baseUrl: suggestion });
    const there = await fetchAlong(server.way, headers)(url, { signal }).catch(() => null);
    const isThere = there !== null && (there.status === 401 || (there.ok && readEntries(jsonOf(await there.text())) !== null));
    if (isThere) return new MinnowError("provider_path_wrong", { host, suggestion });
  }
  return new MinnowError(status === 404 ? "provider_path_missing" : "provider_web_page", { host, ending });
}

const locationOf = (response: Response, url: string): string => {
  const location = response.headers.get("location") ?? "";
  return URL.canParse(location, url) ? new URL(location, url).origin : location.slice(0, 100);
};

function openaiListing(server: ServerAddress): Listing {
  const { baseUrl, key, options } = server;
  return {
    url: `${baseUrl}/models`,
    headers: ownHeaders({ connection: { kind: "openai", baseUrl }, options }, key),
    ending: "/v1",
    async read(body, call, signal) {
      const models = readEntries(body);
      if (models === null || !isOllamas(body)) return models;
      const names = models.map(({ name }) => name);
      const facts = await ollamaFacts(baseUrl, names, call, signal);
      return models.map((model) => {
        const shown = facts.get(model.name);
        return { ...model, ...shown, sources: { ...model.sources, ...shown?.sources } };
      });
    },
  };
}

function readEntries(body: unknown): NewModel[] | null {
  const list = Listed.safeParse(body).data;
  return list === undefined ? null : list.data.flatMap((entry) => Entry.safeParse(entry).data ?? []).map(modelOf);
}

const isOllamas = (body: unknown): boolean =>
  Listed.safeParse(body).data?.data.some((entry) => Entry.safeParse(entry).data?.owned_by === "library") ?? false;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function modelOf(entry: Entry): NewModel {
  const { id, name, pricing, meta, supported_parameters: supported, owned_by: owner = "" } = entry;
  const told = {
    parameters: meta?.n_params === undefined ? null : Number((meta.n_params / 1e9).toPrecision(3)),
    contextTokens: entry.max_model_len ?? entry.context_length ?? meta?.n_ctx_train ?? null,
  };
  const known: FactName[] = supported !== undefined ? ["tools", "jsonSchema", "logprobs"] : TAKE_SCHEMAS.has(owner) ? ["jsonSchema"] : [];
  const embeds = looksLikeEmbedding(id);
  return {
    ...{ name: id.slice(0, 200), label: (name ?? id).slice(0, 80), ...told },
    inputPrice: perMillion(pricing?.prompt),
    outputPrice: perMillion(pricing?.completion),
    capabilities: embeds
      ? EMBEDS
      : {
          tools: supported?.includes("tools") ?? false,
          jsonSchema: supported?.includes("structured_outputs") ?? TAKE_SCHEMAS.has(owner),
          streaming: true,
          logprobs: supported?.includes("logprobs") ?? false,
          embeddings: false,
        },
    sources: saidAll("server", told, embeds ? [] : known),
  };
}

const EMBEDS: ModelCapabilities = { tools: false, jsonSchema: false, streaming: false, logprobs: false, embeddings: true };

const perMillion = (perToken: number | undefined): number | null =>
  perToken === undefined ? null : Number((perToken * 1e6).toPrecision(6));

/** A connection as an address. @throws MinnowError `connection_key_unreadable` */
async function addressOf(scope: Scope, kind: ServerKind, connection: Connection): Promise<ServerAddress> {
  const { name, baseUrl, options } = connection;
  return {
    kind,
    name,
    baseUrl: baseUrl ?? "https://api.openai.com/v1",
    key: keyOf(connection),
    way: wayOf(connection, await allowedHosts(scope)),
    options: ConnectionOptions.parse(options),
  };
}

/** What a connection of any kind has to offer; null for kinds whose models aren't found but made or imported. */
async function offeredBy(scope: Scope, connection: Connection): Promise<NewModel[] | null> {
  if (connection.kind === "gguf") return listModelFiles();
  const kind = ServerKind.safeParse(connection.kind).data;
  return kind === undefined ? null : askForModels(await addressOf(scope, kind, connection));
}

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
  const registered = await registeredNames(scope, connectionId);
  const found = (await offeredBy(scope, connection)) ?? [];
  return found.map((model) => ({ ...model, registered: registered.has(model.name), chat: looksLikeChat(model.name) }));
}

/** Ollama's names mean their latest version when they name none. */
const isListed = (name: string, listed: ReadonlySet<string>): boolean => listed.has(name) || listed.has(`${name}:latest`);

/** Calls a connection's server and says exactly what is wrong, if anything is. */
export async function checkConnection(scope: Scope, connectionId: string): Promise<ConnectionCheck> {
  const connection = await storedConnection(scope, connectionId);
  const registered = await registeredNames(scope, connectionId);
  const started = performance.now();
  try {
    const offered = await offeredBy(scope, connection);
    if (offered === null) return { connectionId, ok: true, models: registered.size, missing: [], ms: 0 };
    if (connection.kind === "gguf") requireInstalled();
    const listed = new Set(offered.map(({ name }) => name));
    // Azure's list is not of what is deployed under which name.
    const missing = connection.kind === "azure" ? [] : [...registered].filter((name) => !isListed(name, listed));
    return { connectionId, ok: true, models: listed.size, missing, ms: performance.now() - started };
  } catch (error) {
    if (!(error instanceof MinnowError)) throw error;
    return { connectionId, ok: false, code: error.code, params: error.params };
  }
}
