import type { ConnectionOptions } from "@/core/connections";
import type { ConnectionKind } from "@/core/models";
import { newId } from "@/db/id";
import { connections, models } from "@/db/schema/models";
import type { ChatMessage, ModelRequest } from "@/nodes/executor";
import { seal } from "@/server/auth/secrets";
import type { WorkspaceContext } from "@/server/context";
import { priced } from "../../helpers/prices";

export const user = (content: string): ChatMessage[] => [{ role: "user", content }];

export const request = (model: string, extra: Partial<ModelRequest> = {}): ModelRequest => ({
  model,
  messages: user("How deep is the sea?"),
  sampling: {},
  ...extra,
});

type Served = {
  baseUrl?: string;
  kind?: ConnectionKind;
  key?: string;
  headers?: Record<string, string>;
  proxy?: string;
  options?: Partial<ConnectionOptions>;
  maxConcurrent?: number;
  model?: Partial<typeof models.$inferInsert>;
};

/** Puts a connection with one model `test-model` into a workspace and gives the model's key. */
export async function serveModel(ctx: WorkspaceContext, served: Served) {
  const { baseUrl, kind = "openai", key, headers, proxy, options = {}, maxConcurrent = 8, model } = served;
  const id = newId();
  const slug = `c${id.slice(-8).toLowerCase()}`;
  await ctx.db.insert(connections).values({
    id,
    workspaceId: ctx.workspaceId,
    slug,
    name: "Test server",
    kind,
    baseUrl: baseUrl ?? null,
    sealedKey: key === undefined ? null : seal(key),
    sealedHeaders: headers === undefined ? null : seal(JSON.stringify(headers)),
    sealedProxy: proxy === undefined ? null : seal(proxy),
    options,
    maxConcurrent,
  });
  await ctx.db.insert(models).values({
    workspaceId: ctx.workspaceId,
    connectionId: id,
    key: `${slug}/test-model`,
    name: "test-model",
    label: "Test model",
    parameters: 7,
    ...priced(1, 2),
    capabilities: { jsonSchema: true },
    ...model,
  });
  return { connectionId: id, model: `${slug}/test-model` };
}
