import "server-only";
import { asc, count, eq, sql } from "drizzle-orm";
import { type ConnectionChange, ConnectionInfo, type NewConnection } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { Queryable } from "@/db/client";
import { newId } from "@/db/id";
import { connections, models, recordings } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import { seal } from "../auth/secrets";
import { requireCallable } from "../outbound/guard";
import { within } from "../scope";

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
    // The schema names what may leave the server; the sealed key is not among it.
    ConnectionInfo.parse({ ...connection, ...counts, hasKey: connection.sealedKey !== null }),
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
  await requireFreeName(scope, input.name);
  const id = newId();
  const { workspaceId } = scope;
  const slug = await freeSlug(scope, input.name);
  const own =
    input.kind === "recorded"
      ? { maxConcurrent: 200 }
      : {
          baseUrl: await checkedUrl(scope, input.baseUrl),
          sealedKey: input.key === null ? null : seal(input.key),
          maxConcurrent: input.maxConcurrent,
        };
  await scope.db.insert(connections).values({ id, workspaceId, slug, name: input.name, kind: input.kind, ...own });
  return { id };
}

/** Changes a connection. Its key goes only where it was entered for: to another server it is not taken along. */
export async function updateConnection(scope: Scope, { id, name, baseUrl, key, maxConcurrent }: ConnectionChange): Promise<void> {
  const stored = await storedConnection(scope, id);
  if (name !== stored.name) await requireFreeName(scope, name);
  const address = stored.kind === "openai" && baseUrl !== null ? await checkedUrl(scope, baseUrl) : stored.baseUrl;
  const moved = address !== null && stored.baseUrl !== null && new URL(address).origin !== new URL(stored.baseUrl).origin;
  const kept = moved ? null : stored.sealedKey;
  const sealedKey = key === undefined ? kept : key === null ? null : seal(key);
  await scope.db
    .update(connections)
    .set({ name, baseUrl: address, sealedKey: stored.kind === "openai" ? sealedKey : null, maxConcurrent })
    .where(within(scope, connections, eq(connections.id, id)));
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
  const wanted =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "connection";
  const rows = await scope.db.select({ slug: connections.slug }).from(connections).where(within(scope, connections));
  const taken = new Set(rows.map(({ slug }) => slug));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
