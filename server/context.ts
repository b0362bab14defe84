import "server-only";
import type { Database } from "@/db/client";

export const roles = ["owner", "editor", "analyst", "viewer"] as const;
export type Role = (typeof roles)[number];

/** Who acts, and in which workspace. Every query that touches a workspace's rows takes one. */
export type WorkspaceContext = {
  db: Database;
  workspaceId: string;
  actor: { type: "user"; id: string; role: Role; sessionId?: string } | { type: "key"; id: string; scopes: readonly string[] };
};
