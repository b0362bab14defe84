import "server-only";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { member, user } from "@/db/schema/auth";
import { roles, type WorkspaceContext } from "../context";
import { within } from "../scope";

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  joinedAt: z.string(),
  /** Is this who asks? */
  you: z.boolean(),
});
export type Person = z.infer<typeof Person>;

/** Everyone in the workspace, the longest member first. */
export async function listPeople(ctx: WorkspaceContext): Promise<Person[]> {
  const rows = await ctx.db
    .select({ id: user.id, name: user.name, email: user.email, role: member.role, joinedAt: member.createdAt })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(within(ctx, member))
    .orderBy(asc(member.createdAt), asc(member.id));
  return rows.map((row) => ({
    ...row,
    role: z.enum(roles).parse(row.role),
    joinedAt: row.joinedAt.toISOString(),
    you: row.id === ctx.actor.id,
  }));
}
