import "server-only";
import { asc, count, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { type ConnectionChange, ConnectionInfo, ConnectionOptions, NewConnection } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { ServerKind } from "@/core/models";
import { slugOf } from "@/core/slug";
import type { Queryable } from "@/db/client";
import { newId } from "@/db/id";
import { connections, models, recordings } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import { seal } from "../auth/secrets";
import { requireCallable } from "../outbound/guard";
import { within } from "../scope";
import { headersOf } from "./key";

type Scope = { db: Queryable; workspaceId: string };
export type Connection = typeof connections.$inferSelect;

/** The workspace's connections, oldest first. */
export async function listConnections(scope: Scope): Promise<ConnectionInfo[]> {
  const ofConnection = (table: typeof models | typeof recordings) =>
    sql<number>`(${scope.db
      .select({ n: count() })
      .from(table)
      .where(within(scope, table, eq(table.connectionId, connections.id)))})`.mapWith(Number);
  const rows = await scope.db
    .select({ connection: connections, models: ofConnection(models), recordings: ofConnection(recordings) })
    .from(connections)
    .where(within(scope, connections))
    .orderBy(asc(connections.createdAt), asc(connections.id));
  return rows.map(({ connection, ...counts }) =>
    // The schema names what may leave the server; nothing sealed is among it.
    ConnectionInfo.parse({
      ...connection,
      ...counts,
      hasKey: connection.sealedKey !== null,
      headerNames: Object.keys(headersOf(connection)),
      hasProxy: connection.sealedProxy !== null,
      options: ConnectionOptions.parse(connection.options),
    }),
  );
}

/** @throws MinnowError `not_found` */
export async function storedConnection(scope: Scope, id: string): Promise<Connection> {
  const [row] = await scope.db
    .select()
    .from(connections)
    .where(within(scope, connections, eq(connections.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "connection" });
  return row;
}

/** Private hosts an owner has let through. */
export async function allowedHosts(scope: Scope): Promise<string[]> {
  const [row] = await scope.db
    .select({ hosts: workspaceSettings.allowedHosts })
    .from(workspaceSettings)
    .where(within(scope, workspaceSettings));
  return row?.hosts ?? [];
}

/**
 * A base URL as it is stored: checked against the outbound guard, without a slash at its end.
 * @throws MinnowError `connection_blocked`, `bad_request`
 */
async function checkedUrl(scope: Scope, address: string): Promise<string> {
  await requireCallable(address, { allowedHosts: await allowedHosts(scope) });
  const url = new URL(address);
  if (url.username !== "" || url.password !== "")
    throw new MinnowError("bad_request", { reason: "the address must not hold a password; put it into the key" });
  if (url.search !== "" || url.hash !== "") throw new MinnowError("bad_request", { reason: "the address must end with its path" });
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

export async function addConnection(scope: Scope, input: NewConnection): Promise<{ id: string }> {
  const wanted = NewConnection.parse(input);
  await requireFreeName(scope, wanted.name);
  const id = newId();
  const { workspaceId } = scope;
  const slug = await freeSlug(scope, wanted.name);
  await scope.db.insert(connections).values({ id, workspaceId, slug, name: wanted.name, kind: wanted.kind, ...(await own(scope, wanted)) });
  return { id };
}

/** What a connection of a kind has of its own. */
async function own(scope: Scope, input: z.output<typeof NewConnection>) {
  switch (input.kind) {
    case "recorded":
      return { maxConcurrent: 200 };
    case "gguf":
      return { maxConcurrent: input.maxConcurrent };
    default:
      return {
        baseUrl: await checkedUrl(scope, input.baseUrl),
        sealedKey: sealed(input.key),
        sealedHeaders: sealedHeaders(input.headers),
        sealedProxy: input.proxy === null ? null : seal(await checkedProxy(scope, input.proxy)),
        options: input.options,
        maxConcurrent: input.maxConcurrent,
      };
  }
}

const sealed = (text: string | null): string | null => (text === null ? null : seal(text));
const sealedHeaders = (headers: Readonly<Record<string, string>>): string | null =>
  Object.keys(headers).length === 0 ? null : seal(JSON.stringify(headers));

/** Changes a connection. Its secrets go only where they were entered for: to another server they are not taken along. */
export async function updateConnection(scope: Scope, change: ConnectionChange): Promise<void> {
  const { id, name, baseUrl, key, headers, proxy, options, maxConcurrent } = change;
  const stored = await storedConnection(scope, id);
  if (name !== stored.name) await requireFreeName(scope, name);
  if (!ServerKind.safeParse(stored.kind).success) {
    await scope.db
      .update(connections)
      .set({ name, maxConcurrent })
      .where(within(scope, connections, eq(connections.id, id)));
    return;
  }
  const address = baseUrl === null ? stored.baseUrl : await checkedUrl(scope, baseUrl);
  const moved = address !== null && stored.baseUrl !== null && new URL(address).origin !== new URL(stored.baseUrl).origin;
  await scope.db
    .update(connections)
    .set({
      name,
      baseUrl: address,
      sealedKey: key === undefined ? (moved ? null : stored.sealedKey) : sealed(key),
      sealedHeaders: headers === undefined ? (moved ? null : stored.sealedHeaders) : sealedHeaders(headers),
      sealedProxy: proxy === undefined ? stored.sealedProxy : proxy === null ? null : seal(await checkedProxy(scope, proxy)),
      maxConcurrent,
      ...(options !== undefined && { options }),
    })
    .where(within(scope, connections, eq(connections.id, id)));
}

/** A proxy's address; it may hold a name and a password. @throws MinnowError `connection_blocked`, `bad_request` */
async function checkedProxy(scope: Scope, address: string): Promise<string> {
  await requireCallable(address, { allowedHosts: await allowedHosts(scope) });
  return new URL(address).href;
}

/** Removes a connection with its models and recordings. @throws MinnowError `connection_built_in` */
export async function removeConnection(scope: Scope, id: string): Promise<void> {
  const { kind } = await storedConnection(scope, id);
  if (kind === "simulated") throw new MinnowError("connection_built_in");
  await scope.db.delete(connections).where(within(scope, connections, eq(connections.id, id)));
}

async function requireFreeName(scope: Scope, name: string): Promise<void> {
  const [taken] = await scope.db
    .select({ id: connections.id })
    .from(connections)
    .where(within(scope, connections, sql`lower(${connections.name}) = lower(${name})`));
  if (taken !== undefined) throw new MinnowError("connection_name_taken", { name });
}

/** First half of the keys of its models; stays when the connection is renamed, because graphs refer to it. */
async function freeSlug(scope: Scope, name: string): Promise<string> {
  const wanted = slugOf(name, { otherwise: "connection" });
  const rows = await scope.db.select({ slug: connections.slug }).from(connections).where(within(scope, connections));
  const taken = new Set(rows.map(({ slug }) => slug));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
