import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedMatchesLock } from "@/server/processes/installed.mjs";

const machine = { platform: "linux", arch: "x64", report: { getReport: () => ({ header: { glibcVersionRuntime: "2.36" } }) } };
const lock = {
  "": { name: "minnow" },
  "node_modules/plain": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-linux": { version: "1.0.0", optional: true, os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
  "node_modules/for-musl": { version: "1.0.0", optional: true, os: ["linux"], cpu: ["x64"], libc: ["musl"] },
  "node_modules/for-mac": { version: "1.0.0", optional: true, os: ["darwin"] },
  "node_modules/of-another": { version: "1.0.0", optional: true },
};
const complete = { "node_modules/plain": lock["node_modules/plain"], "node_modules/for-linux": lock["node_modules/for-linux"] };

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "minnow-installed-"));
  await mkdir(join(root, "node_modules"));
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages: lock }));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the installed packages", () => {
  it("match when all that this machine needs are there", async () => {
    expect(await matches(complete)).toBe(true);
  });

  it("don't match before the first installation", () => {
    expect(installedMatchesLock(root, machine)).toBe(false);
  });

  it.each([
    ["one is missing", { "node_modules/for-linux": complete["node_modules/for-linux"] }],
    ["the build for this machine is missing", { "node_modules/plain": complete["node_modules/plain"] }],
    ["one has another version", { ...complete, "node_modules/plain": { version: "1.0.1", integrity: "sha512-a" } }],
    ["one has other content", { ...complete, "node_modules/plain": { version: "1.0.0", integrity: "sha512-b" } }],
    ["one is there that the lock doesn't know", { ...complete, "node_modules/extra": { version: "1.0.0" } }],
  ])("don't match when %s", async (_, packages) => {
    expect(await matches(packages)).toBe(false);
  });
});

async function matches(packages: object): Promise<boolean> {
  await writeFile(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
  return installedMatchesLock(root, machine);
}
