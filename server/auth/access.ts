import type { KeyScope } from "@/core/settings";
import type { Role, WorkspaceContext } from "../context";

/**
 * What may be done, and who may do it. Deny by default: a procedure or route without a permission can't be called.
 * `scope` is what an API key must list; permissions without one are never open to keys.
 */
export const permissions = {
  view: { roles: ["owner", "editor", "analyst", "viewer"] },
  edit: { roles: ["owner", "editor"] },
  run: { roles: ["owner", "editor", "analyst"], scope: "runs:write" },
  readRuns: { roles: ["owner", "editor", "analyst", "viewer"], scope: "runs:read" },
  /** Bring in what agents elsewhere recorded. */
  ingest: { roles: ["owner", "editor", "analyst"], scope: "logs:write" },
  analyse: { roles: ["owner", "editor", "analyst"] },
  /** One's own name, e-mail and password. */
  account: { roles: ["owner", "editor", "analyst", "viewer"] },
  administer: { roles: ["owner"] },
} as const satisfies Record<string, { roles: readonly Role[]; scope?: KeyScope }>;

export type Permission = keyof typeof permissions;

export function may(actor: WorkspaceContext["actor"], permission: Permission): boolean {
  const rule: { roles: readonly Role[]; scope?: KeyScope } = permissions[permission];
  return actor.type === "user" ? rule.roles.includes(actor.role) : rule.scope !== undefined && actor.scopes.includes(rule.scope);
}
