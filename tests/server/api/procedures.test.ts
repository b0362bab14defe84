import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "@/server/api/root";
import type { RequestContext } from "@/server/api/trpc";
import { may, type Permission, permissions } from "@/server/auth/access";
import { roles, type WorkspaceContext } from "@/server/context";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";
import { fillWorkspace, type Ids, samples } from "./samples";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const services = idleServices(database);

type Procedure = { path: string; type: string; permission: Permission | undefined };

const Definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z.object({ permission: z.enum(Object.keys(permissions) as Permission[]) }).optional(),
});

const procedures = Object.entries<object>({ ...appRouter._def.procedures }).map(([path, procedure]): Procedure => {
  const { type, meta } = Definition.parse("_def" in procedure ? procedure._def : undefined);
  return { path, type, permission: meta?.permission };
});

let owner: WorkspaceContext;
let stranger: WorkspaceContext;
let ids: Ids;
beforeAll(async () => {
  owner = await testWorkspace(database.db);
  stranger = await testWorkspace(database.db);
  ids = await fillWorkspace({ ...owner, services });
});

/** Calls a procedure as a client would; of a subscription the first event. */
async function call(path: string, workspace: RequestContext["workspace"], input: unknown): Promise<unknown> {
  const caller: unknown = appRouter.createCaller({ services, workspace }, { signal: AbortSignal.timeout(5_000) });
  const target = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller);
  const answer = await (target as (input: unknown) => Promise<unknown>)(input);
  if (typeof answer !== "object" || answer === null || !(Symbol.asyncIterator in answer)) return answer;
  for await (const event of answer as AsyncIterable<unknown>) return event;
}

const inputOf = (path: string) => samples[path]?.(ids);
const mentions = (value: unknown) =>
  Object.values(ids).some((id) => JSON.stringify(value ?? null).includes(JSON.stringify(id).slice(1, -1)));

/** Everything the owner's workspace holds, to see whether a stranger changed any of it. */
async function contents(): Promise<string> {
  const rows = await database.db.execute(sql`
    select table_name as name, query_to_xml(format('select * from %I where %I = %L order by 1, 2', table_name, column_name, ${owner.workspaceId}::text), true, false, '')::text as content
    from information_schema.columns
    where table_schema = 'public' and column_name in ('workspace_id', 'reference_id')
    order by table_name`);
  return JSON.stringify(rows);
}

describe.each(procedures)("the procedure $path", ({ path, type, permission }) => {
  it("names a permission", () => {
    expect(permission && Object.keys(permissions)).toContain(permission);
  });

  it("has a sample input in samples.ts", () => {
    expect(Object.keys(samples)).toContain(path);
  });

  it("is closed to who is not signed in", async () => {
    await expect(call(path, null, inputOf(path))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(call(path, null, undefined)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  it("is closed to every role that lacks its permission", async () => {
    for (const role of roles) {
      const actor = { ...owner.actor, type: "user" as const, role };
      if (permission !== undefined && may(actor, permission)) continue;
      await expect(call(path, { ...owner, actor }, inputOf(path))).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("gives nothing of another workspace and changes nothing there", async () => {
    const before = await contents();
    const input = inputOf(path);
    const outcome = await call(path, stranger, input).then(
      (answer) => ({ answer, code: null }),
      (error: { code: string }) => ({ answer: null, code: error.code.toUpperCase() }),
    );
    expect(mentions(outcome.answer)).toBe(false);
    // A list may be asked for by an id of elsewhere and is then empty; everything else is refused.
    const isEmptyList = type === "query" && Array.isArray(outcome.answer) && outcome.answer.length === 0;
    if (mentions(input) && !isEmptyList) expect(["NOT_FOUND", "FORBIDDEN"]).toContain(outcome.code);
    expect(await contents()).toBe(before);
  });
});

describe("a viewer", () => {
  it("changes nothing but their own account, and may be seen where they are", () => {
    const open = procedures.filter(
      ({ type, permission }) =>
        type === "mutation" && permission !== undefined && permissions[permission].roles.some((role) => role === "viewer"),
    );
    expect(open.map(({ path }) => path)).toEqual(["graphs.present", "settings.account.update"]);
  });
});

describe("the samples", () => {
  it("name only procedures that exist", () => {
    expect(Object.keys(samples).filter((path) => !procedures.some((procedure) => procedure.path === path))).toEqual([]);
  });

  it("are good inputs: their own workspace's owner is not refused", async () => {
    for (const { path } of procedures.filter(({ type }) => type === "query")) {
      const code = await call(path, owner, inputOf(path)).then(
        () => null,
        (error: Error) => error.message,
      );
      expect([path, code]).toEqual([path, null]);
    }
  });
});
