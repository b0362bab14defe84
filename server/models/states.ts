import "server-only";
import { gt } from "drizzle-orm";
import { CallerState, type ConnectionState, connectionStateOf, HOUR_MINUTES, MINUTE_MS, type Told } from "@/core/connectionState";
import type { Queryable } from "@/db/client";
import { connectionStates } from "@/db/schema/models";
import { within } from "../scope";

/** What the calls of the workspace's connections are doing now, of those that were called in the last hour. */
export async function listConnectionStates(
  scope: { db: Queryable; workspaceId: string },
  now: Date = new Date(),
): Promise<ConnectionState[]> {
  const rows = await scope.db
    .select()
    .from(connectionStates)
    .where(within(scope, connectionStates, gt(connectionStates.toldAt, new Date(now.getTime() - HOUR_MINUTES * MINUTE_MS))));
  const told = Map.groupBy(rows, ({ connectionId }) => connectionId);
  return [...told].map(([connectionId, list]) =>
    connectionStateOf(
      connectionId,
      list.map(({ state, toldAt }): Told => ({ state: CallerState.parse(state), toldAt })),
      now,
    ),
  );
}
