import "server-only";
import { ConnectionOptions, looksLikeChat, type NewModel, type Offer } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { ServerKind } from "@/core/models";
import type { Queryable } from "@/db/client";
import { isAllowedHost } from "../outbound/guard";
import { addConnection, allowedHosts, listConnections } from "./connections";
import { askForModels, type ServerAddress } from "./discover";
import { addModels } from "./edit";

type Scope = { db: Queryable; workspaceId: string };
/** Of the process: OLLAMA_HOST is read, and the keys and addresses of OpenAI, Anthropic and Google. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROBE_MS = 1_000;
/** More models than this are chosen from, not taken over. */
const TAKE_OVER = 20;

/** Servers on this machine and in the environment that the workspace isn't connected to. Nothing is added, and no key leaves. */
export async function findOffers(scope: Scope, environment: Environment = process.env): Promise<Offer[]> {
  const hosts = new Set((await listConnections(scope)).map(({ baseUrl }) => (baseUrl === null ? "" : sameMachine(baseUrl))));
  const offers = [await ollamaOffer(scope, environment), ...environmentOffers(environment)];
  return offers.flatMap((offer) => (offer === null || hosts.has(sameMachine(offer.server.baseUrl)) ? [] : [offer.offer]));
}

/**
 * Connects an offered server, with its models when they are few.
 * @throws MinnowError `not_found` when it is gone, of the `provider_` family, `connection_blocked`
 */
export async function acceptOffer(
  scope: Scope,
  id: Offer["id"],
  environment: Environment = process.env,
): Promise<{ connectionId: string; models: number }> {
  const hosts = await allowedHosts(scope);
  const server = servers[id](environment, hosts);
  if (server === null) throw new MinnowError("not_found", { thing: "server" });
  const found = (await askForModels(server)).filter(({ name, capabilities }) => looksLikeChat(name) || capabilities?.embeddings === true);
  const name = await freeName(scope, server.name);
  const { kind, baseUrl, key } = server;
  const connection = { kind, name, baseUrl, key, maxConcurrent: id === "ollama" ? 2 : 8 };
  const { id: connectionId } = await addConnection(scope, connection);
  const taken: NewModel[] = found.length > TAKE_OVER ? [] : found;
  await addModels(scope, connectionId, taken);
  return { connectionId, models: taken.length };
}

type Found = { offer: Offer; server: ServerAddress };

async function ollamaOffer(scope: Scope, environment: Environment): Promise<Found | null> {
  const server = ollamaServer(environment, await allowedHosts(scope));
  if (!isAllowedHost(new URL(server.baseUrl), server.way.allowedHosts)) return null;
  try {
    const found = await askForModels(server, PROBE_MS);
    const models = found.map(({ name }) => name).filter(looksLikeChat);
    return { server, offer: { id: "ollama", name: server.name, host: new URL(server.baseUrl).host, models, hasKey: false } };
  } catch (error) {
    // Nobody there, or somebody else: nothing to offer.
    if (error instanceof MinnowError) return null;
    throw error;
  }
}

const environmentOffers = (environment: Environment): (Found | null)[] =>
  (["environment", "anthropic", "google"] as const).map((id) => {
    const server = servers[id](environment, []);
    if (server === null) return null;
    const { name, baseUrl, key } = server;
    return { server, offer: { id, name, host: new URL(baseUrl).host, models: null, hasKey: key !== null } };
  });

type FromEnvironment = (environment: Environment, hosts: readonly string[]) => ServerAddress | null;

const address = (kind: ServerKind, name: string, baseUrl: string, key: string | null, allowedHosts: readonly string[]): ServerAddress => ({
  kind,
  name,
  baseUrl,
  key,
  way: { allowedHosts, headers: {} },
  options: ConnectionOptions.parse({}),
});

/** `OLLAMA_HOST` is what Ollama's own programs read: a host, a host with a port, or an address. */
function ollamaServer({ OLLAMA_HOST: written = "" }: Environment, hosts: readonly string[]): ServerAddress {
  const told = /^https?:\/\//.test(written) ? written : `http://${written || "127.0.0.1"}`;
  const url = new URL(URL.canParse(told) ? told : "http://127.0.0.1");
  // A server that listens on every address is called on this machine's own.
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
  const hasPort = url.port !== "" || /:(?:80|443)\/?$/.test(told);
  if (!hasPort && url.protocol === "http:") url.port = "11434";
  return address("openai", "Ollama", `${url.origin}/v1`, null, hosts);
}

const openaiServer: FromEnvironment = ({ OPENAI_API_KEY, OPENAI_BASE_URL }, hosts) =>
  serverAt("openai", "OpenAI", "https://api.openai.com/v1", OPENAI_BASE_URL, OPENAI_API_KEY, hosts);
const anthropicServer: FromEnvironment = ({ ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL }, hosts) =>
  serverAt("anthropic", "Anthropic", "https://api.anthropic.com", ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, hosts);
const googleServer: FromEnvironment = ({ GOOGLE_API_KEY, GEMINI_API_KEY }, hosts) =>
  serverAt("google", "Google", "https://generativelanguage.googleapis.com", undefined, GEMINI_API_KEY ?? GOOGLE_API_KEY, hosts);

/** What the environment has of a provider: a key, an address that isn't the provider's own, or both. */
function serverAt(
  kind: ServerKind,
  name: string,
  usual: string,
  writtenUrl: string | undefined,
  writtenKey: string | undefined,
  hosts: readonly string[],
): ServerAddress | null {
  const key = writtenKey?.trim() || null;
  const written = writtenUrl?.trim() || null;
  if (key === null && written === null) return null;
  const baseUrl = written ?? usual;
  if (!URL.canParse(baseUrl)) return null;
  const { host } = new URL(baseUrl);
  return address(kind, host === new URL(usual).host ? name : host, baseUrl.replace(/\/+$/, ""), key, hosts);
}

const servers: Record<Offer["id"], FromEnvironment> = {
  ollama: ollamaServer,
  environment: openaiServer,
  anthropic: anthropicServer,
  google: googleServer,
};

/** Two ways to write the same server: the names of this machine are one. */
const sameMachine = (address: string): string => new URL(address).host.replace(/^(?:localhost|\[::1\])/, "127.0.0.1");

async function freeName(scope: Scope, wanted: string): Promise<string> {
  const taken = new Set((await listConnections(scope)).map(({ name }) => name.toLowerCase()));
  if (!taken.has(wanted.toLowerCase())) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted} ${number}`.toLowerCase())) return `${wanted} ${number}`;
}
