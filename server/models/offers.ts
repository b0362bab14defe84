import "server-only";
import { looksLikeChat, type NewModel, type Offer } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { Queryable } from "@/db/client";
import { isAllowedHost } from "../outbound/guard";
import { addConnection, allowedHosts, listConnections } from "./connections";
import { askForModels, type ServerAddress } from "./discover";
import { addModels } from "./edit";

type Scope = { db: Queryable; workspaceId: string };
/** Of the process: OLLAMA_HOST, OPENAI_API_KEY and OPENAI_BASE_URL are read. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROBE_MS = 1_000;
/** More models than this are chosen from, not taken over. */
const TAKE_OVER = 20;

/** Servers on this machine and in the environment that the workspace isn't connected to. Nothing is added, and no key leaves. */
export async function findOffers(scope: Scope, environment: Environment = process.env): Promise<Offer[]> {
  const hosts = new Set((await listConnections(scope)).map(({ baseUrl }) => (baseUrl === null ? "" : sameMachine(baseUrl))));
  const offers = await Promise.all([ollamaOffer(scope, environment), environmentOffer(environment)]);
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
  const server = id === "ollama" ? ollamaServer(environment, hosts) : environmentServer(environment, hosts);
  if (server === null) throw new MinnowError("not_found", { thing: "server" });
  const found = (await askForModels(server)).filter(({ name, capabilities }) => looksLikeChat(name) || capabilities?.embeddings === true);
  const name = await freeName(scope, server.name);
  const connection = { kind: "openai" as const, name, baseUrl: server.baseUrl, key: server.key, maxConcurrent: id === "ollama" ? 2 : 8 };
  const { id: connectionId } = await addConnection(scope, connection);
  const taken: NewModel[] = found.length > TAKE_OVER ? [] : found;
  await addModels(scope, connectionId, taken);
  return { connectionId, models: taken.length };
}

type Found = { offer: Offer; server: ServerAddress };

async function ollamaOffer(scope: Scope, environment: Environment): Promise<Found | null> {
  const server = ollamaServer(environment, await allowedHosts(scope));
  if (!isAllowedHost(new URL(server.baseUrl), server.allowedHosts)) return null;
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

function environmentOffer(environment: Environment): Found | null {
  const server = environmentServer(environment, []);
  if (server === null) return null;
  const { name, baseUrl, key } = server;
  return { server, offer: { id: "environment", name, host: new URL(baseUrl).host, models: null, hasKey: key !== null } };
}

/** `OLLAMA_HOST` is what Ollama's own programs read: a host, a host with a port, or an address. */
function ollamaServer({ OLLAMA_HOST: written = "" }: Environment, hosts: readonly string[]): ServerAddress {
  const address = /^https?:\/\//.test(written) ? written : `http://${written || "127.0.0.1"}`;
  const url = new URL(URL.canParse(address) ? address : "http://127.0.0.1");
  // A server that listens on every address is called on this machine's own.
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
  const hasPort = url.port !== "" || /:(?:80|443)\/?$/.test(address);
  if (!hasPort && url.protocol === "http:") url.port = "11434";
  return { name: "Ollama", baseUrl: `${url.origin}/v1`, key: null, allowedHosts: hosts };
}

function environmentServer({ OPENAI_API_KEY, OPENAI_BASE_URL }: Environment, hosts: readonly string[]): ServerAddress | null {
  const key = OPENAI_API_KEY?.trim() || null;
  const written = OPENAI_BASE_URL?.trim() || null;
  if (key === null && written === null) return null;
  const address = written ?? "https://api.openai.com/v1";
  if (!URL.canParse(address)) return null;
  const { host } = new URL(address);
  return { name: host === "api.openai.com" ? "OpenAI" : host, baseUrl: address.replace(/\/+$/, ""), key, allowedHosts: hosts };
}

/** Two ways to write the same server: the names of this machine are one. */
const sameMachine = (address: string): string => new URL(address).host.replace(/^(?:localhost|\[::1\])/, "127.0.0.1");

async function freeName(scope: Scope, wanted: string): Promise<string> {
  const taken = new Set((await listConnections(scope)).map(({ name }) => name.toLowerCase()));
  if (!taken.has(wanted.toLowerCase())) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted} ${number}`.toLowerCase())) return `${wanted} ${number}`;
}
