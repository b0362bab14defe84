import { describe, expect, it } from "vitest";
import { MAX_FILE_BYTES } from "@/core/knowledge/base";
import { postDocument } from "@/server/api/rest/knowledge";
import { failureResponse } from "@/server/api/rest/problem";
import { answerUser } from "@/server/api/rest/userRoute";
import { decide } from "@/server/auth/door";
import type { Role, WorkspaceContext } from "@/server/context";
import { listDocuments } from "@/server/knowledge/list";
import { createBase } from "@/server/knowledge/write";
import { testDatabase } from "../../helpers/database";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const owner = await testWorkspace(database.db);
const { id: baseId } = await createBase(owner, { name: "Shop", description: "" });

const as = (role: Role): WorkspaceContext => ({ ...owner, actor: { type: "user", id: "someone", role } });

function upload(workspace: WorkspaceContext | null, query: string, body: BodyInit = "Thirty days.", into = baseId): Promise<Response> {
  const path = "/api/knowledge/[baseId]/documents" as const;
  const request = new Request(`http://localhost:3000/api/knowledge/${into}/documents${query}`, { method: "POST", body });
  const asked = { path, method: "POST" as const, request, params: { baseId: into }, workspace };
  return answerUser(asked, postDocument).catch((error: unknown) => failureResponse(error, request.headers));
}

describe("uploading a file", () => {
  it("answers 201 the first time and 200 with the same document after", async () => {
    const first = await upload(owner, "?name=%E9%80%80%E8%B4%A7%20faq.md");
    expect(first.status).toBe(201);
    const added = await first.json();
    expect(added).toEqual({ id: expect.any(String), added: true, chunks: 1 });
    const second = await upload(owner, "?name=again.md");
    expect(second.status).toBe(200);
    expect(await second.json()).toEqual({ ...added, added: false });
    expect((await listDocuments(owner, baseId)).map(({ name }) => name)).toEqual(["退货 faq.md"]);
  });

  it.each([
    ["", 400, "bad_request"],
    ["?name=..%2Ffaq.md", 400, "bad_request"],
    ["?name=a%00.md", 400, "bad_request"],
    ["?name=faq.exe", 422, "file_kind"],
  ])("refuses the name in %j", async (query, status, code) => {
    const response = await upload(owner, query, "Something new.");
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
  });

  it("refuses what is too large, whatever was said of its size", async () => {
    const response = await upload(owner, "?name=a.txt", new Uint8Array(MAX_FILE_BYTES + 1));
    expect((await response.json()).code).toBe("payload_too_large");
  });

  it("is for those who may edit, in their own workspace", async () => {
    expect((await upload(null, "?name=a.txt")).status).toBe(401);
    for (const role of ["analyst", "viewer"] as const) expect((await upload(as(role), "?name=a.txt", "new")).status).toBe(403);
    expect((await upload(as("editor"), "?name=a.txt", "new")).status).toBe(201);
    expect((await upload(await testWorkspace(database.db), "?name=a.txt")).status).toBe(404);
    const key = { ...owner, actor: { type: "key" as const, id: "k", scopes: ["runs:write"] } };
    expect((await upload(key, "?name=a.txt")).status).toBe(401);
  });

  it("passes the door from the product's own pages, signed in", async () => {
    const path = `/api/knowledge/${baseId}/documents`;
    const ask = async (headers: Record<string, string>, signedIn: boolean) => {
      const verdict = await decide(
        { method: "POST", path, headers: new Headers({ host: "localhost:3000", ...headers }) },
        async () => signedIn,
      );
      return verdict.type === "refuse" ? verdict.error.code : verdict.type;
    };
    const own = { origin: "http://localhost:3000", "content-length": String(MAX_FILE_BYTES) };
    expect(await ask(own, true)).toBe("pass");
    expect(await ask(own, false)).toBe("not_signed_in");
    expect(await ask({ "x-api-key": "mw_abc", ...own }, false)).toBe("not_signed_in");
    expect(await ask({ origin: "https://evil.example" }, true)).toBe("origin_refused");
    expect(await ask({ ...own, "content-length": String(MAX_FILE_BYTES + 1) }, true)).toBe("payload_too_large");
  });
});
