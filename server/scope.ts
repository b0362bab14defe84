import "server-only";
import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { WorkspaceContext } from "./context";

/** The one place where a query is held to its workspace: the `where` of every read and write of a workspace's rows. */
export function within(
  context: Pick<WorkspaceContext, "workspaceId">,
  table: { workspaceId: PgColumn },
  ...conditions: (SQL | undefined)[]
): SQL {
  return and(eq(table.workspaceId, context.workspaceId), ...conditions) as SQL;
}
