import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseClient } from "@/db/client";
import { member } from "@/db/schema/auth";
import { roles, type WorkspaceContext } from "../context";
import { authOf } from "./auth";

/** Who a request's cookies belong to, with their role in the workspace they work in; null when nobody is signed in. */
export async function signedInWorkspace(database: DatabaseClient, headers: Headers): Promise<WorkspaceContext | null> {
  const found = await authOf(database).api.getSession({ headers: cookiesOnly(headers) });
  if (found === null) return null;
  const { user, session } = found;
  const [membership] = await database.db
    .select({ workspaceId: member.workspaceId, role: member.role })
    .from(member)
    .where(eq(member.userId, user.id))
    .orderBy(desc(sql`${member.workspaceId} = ${session.activeOrganizationId ?? ""}`), member.createdAt)
    .limit(1);
  if (membership === undefined) return null;
  const role = z.enum(roles).parse(membership.role);
  return { db: database.db, workspaceId: membership.workspaceId, actor: { type: "user", id: user.id, role, sessionId: session.id } };
}

/** Nothing but the cookie may open a session. */
function cookiesOnly(headers: Headers): Headers {
  return new Headers({ cookie: headers.get("cookie") ?? "" });
}
