import "server-only";
import type { Database } from "@/db/client";
import { workspaceSettings } from "@/db/schema/settings";
import type { WorkspaceCapabilities } from "@/nodes/executor";
import { openKnowledgeSearch } from "../knowledge/search";
import type { Embedder } from "../models/gateway";
import type { OutboundPolicy } from "../outbound/guard";
import { callMcpTool, listMcpTools } from "../outbound/mcp";
import { sendOutbound } from "../outbound/send";
import { within } from "../scope";
import { readSecret } from "../settings/secrets";
import { forget, recall, remember } from "./memory";

/** Changes to the settings reach running workers within this time. Milliseconds. */
const FRESH_MS = 2_000;

/** What nodes may do in their workspace, on the real database and network. */
export function openCapabilities(db: Database, embedder: Embedder): (workspaceId: string) => WorkspaceCapabilities {
  const policies = new Map<string, { until: number; policy: Promise<OutboundPolicy> }>();
  const policyOf = (workspaceId: string): Promise<OutboundPolicy> => {
    const known = policies.get(workspaceId);
    if (known !== undefined && known.until > Date.now()) return known.policy;
    const policy = readPolicy(db, workspaceId);
    policy.catch(() => policies.delete(workspaceId));
    policies.set(workspaceId, { until: Date.now() + FRESH_MS, policy });
    return policy;
  };
  const knowledge = openKnowledgeSearch(db, embedder);
  return (workspaceId) => ({
    send: async (request, signal) => sendOutbound(request, await policyOf(workspaceId), signal),
    searchKnowledge: (search, signal) => knowledge.search(workspaceId, search, signal),
    recall: (place) => recall(db, workspaceId, place),
    remember: (what) => remember(db, workspaceId, what),
    forget: (place) => forget(db, workspaceId, place),
    secret: (name) => readSecret(db, workspaceId, name),
    mcpTools: async (server, signal) => listMcpTools({ server, policy: await policyOf(workspaceId), signal }),
    mcpCall: async (server, tool, args, signal) => callMcpTool({ server, policy: await policyOf(workspaceId), signal }, tool, args),
  });
}

async function readPolicy(db: Database, workspaceId: string): Promise<OutboundPolicy> {
  const [row] = await db
    .select({ allowedHosts: workspaceSettings.allowedHosts })
    .from(workspaceSettings)
    .where(within({ workspaceId }, workspaceSettings));
  return { allowedHosts: row?.allowedHosts ?? [] };
}
