import { describe, expect, it } from "vitest";
import { changeOf, draftOfConnection, draftOfPreset, isComplete, newConnection } from "@/components/models/connectionDraft";
import { type ConnectionInfo, ConnectionOptions, presets } from "@/core/connections";

const stored: ConnectionInfo = {
  id: "c1",
  slug: "one",
  name: "One",
  kind: "openai",
  baseUrl: "https://models.example/v1",
  hasKey: true,
  headerNames: ["X-Team"],
  hasProxy: true,
  options: ConnectionOptions.parse({ retries: 1 }),
  maxConcurrent: 4,
  models: 0,
  recordings: 0,
};
const secretsOf = (change: object) => Object.keys(change).filter((name) => ["key", "headers", "proxy"].includes(name));

describe("a connection that is changed", () => {
  it("keeps all that is secret when nothing of it was written anew", () => {
    const change = changeOf({ ...draftOfConnection(stored), name: "Renamed" }, stored);
    expect(change).toMatchObject({ id: "c1", name: "Renamed", options: { retries: 1 } });
    expect(secretsOf(change)).toEqual([]);
  });

  it("replaces what was written, and drops what is to be dropped", () => {
    const draft = draftOfConnection(stored);
    expect(changeOf({ ...draft, key: " new ", headers: [{ name: " X-New ", value: "1" }] }, stored)).toMatchObject({
      key: "new",
      headers: { "X-New": "1" },
    });
    expect(changeOf({ ...draft, headers: [], withoutProxy: true }, stored)).toMatchObject({ headers: {}, proxy: null });
    expect(changeOf({ ...draft, proxy: "http://proxy.example:3128" }, stored)).toMatchObject({ proxy: "http://proxy.example:3128" });
  });
});

describe("a preset", () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))("of %s makes a connection of its kind", (_, preset) => {
    const draft = { ...draftOfPreset(preset), name: "New", baseUrl: preset.baseUrl || "https://somewhere.example" };
    expect(isComplete(draft)).toBe(true);
    expect(newConnection(draft)).toMatchObject({ kind: preset.kind, name: "New", maxConcurrent: preset.maxConcurrent });
  });

  it("is not complete without an address where one is needed", () => {
    expect(isComplete(draftOfPreset(presets.find(({ id }) => id === "azure") ?? null))).toBe(false);
    expect(isComplete({ ...draftOfPreset("recorded"), name: "Archive" })).toBe(true);
  });
});
