import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourcesFingerprint } from "@/server/processes/build";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "minnow-sources-"));
  await mkdir(join(root, "app/graphs"), { recursive: true });
  await mkdir(join(root, "tests"));
  await write("app/graphs/page.tsx", "one");
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a build's fingerprint", () => {
  it("stays while the sources do, whatever else changes", async () => {
    const before = await sourcesFingerprint(root);
    await write("tests/page.test.ts", "a test");
    expect(await sourcesFingerprint(root)).toBe(before);
  });

  it.each([
    ["a source changes", () => write("app/graphs/page.tsx", "two")],
    ["a source is added", () => write("app/graphs/loading.tsx", "")],
    ["a source is gone", () => rm(join(root, "app/graphs/page.tsx"))],
    ["the packages change", () => write("package-lock.json", "{}")],
    ["the configuration changes", () => write("next.config.ts", "export default {}")],
  ])("is another one when %s", async (_, change) => {
    const before = await sourcesFingerprint(root);
    await change();
    expect(await sourcesFingerprint(root)).not.toBe(before);
  });
});

const write = (path: string, text: string) => writeFile(join(root, path), text);
