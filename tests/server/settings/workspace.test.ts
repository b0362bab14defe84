import { describe, expect, it } from "vitest";
import { AllowedHost, WorkspaceSettings } from "@/core/settings";
import { readSettings, updateSettings } from "@/server/settings/workspace";
import { testDatabase } from "../../helpers/database";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();

describe("a workspace's settings", () => {
  it("start with models up to 10 billion parameters as SLMs, and this machine allowed", async () => {
    const settings = await readSettings(await testWorkspace(database.db));
    expect(settings.slmPolicy).toEqual({ by: "parameters", max: 10 });
    expect(settings.allowedHosts).toContain("localhost");
  });

  it("are changed in one workspace only", async () => {
    const [one, other] = [await testWorkspace(database.db), await testWorkspace(database.db)];
    const before = await readSettings(other);
    const wanted = WorkspaceSettings.parse({
      name: " Lab ",
      slmPolicy: { by: "parameters", max: 4 },
      allowedHosts: ["10.0.0.5:8000", "GPU.lan", "gpu.lan"],
    });
    await updateSettings(one, wanted);
    expect(await readSettings(one)).toEqual({
      name: "Lab",
      slmPolicy: { by: "parameters", max: 4 },
      allowedHosts: ["10.0.0.5:8000", "gpu.lan"],
    });
    expect(await readSettings(other)).toEqual(before);
  });

  it.each(["localhost", "localhost:11434", "10.0.0.5", "[::1]", "[fe80::1]:8000", "gpu-1.lan"])("may allow the host %s", (host) => {
    expect(AllowedHost.safeParse(host).success).toBe(true);
  });

  it.each(["http://localhost", "localhost/v1", "*", "", "a b", "-x", "user@host", "host:port"])("may not allow %j", (host) => {
    expect(AllowedHost.safeParse(host).success).toBe(false);
  });
});
