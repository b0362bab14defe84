import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withEveryBuild } from "@/server/processes/completeLock.mjs";

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));

describe("package-lock.json", () => {
  it("has every build that a package names, without which npm ci refuses it (npm run lock)", () => {
    expect(Object.keys(withEveryBuild(packages)).filter((path) => !(path in packages))).toEqual([]);
  });

  it("gets an entry for a build that the registry didn't offer", () => {
    const completed = withEveryBuild({
      "node_modules/tool": { version: "1.0.0", dev: true, optionalDependencies: { "tool-linux-x64-musl": "1.0.0", other: "^2.0.0" } },
    });
    expect(completed["node_modules/tool-linux-x64-musl"]).toEqual({
      version: "1.0.0",
      cpu: ["x64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    });
    expect(Object.keys(completed)).toHaveLength(2);
  });
});
