import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * The linter knows imports by how they are written (`noRestrictedImports` in biome.json says which room may import which). These
 * two rules make that enough: a room is left only by its `@/` name, and what the browser loads takes nothing but types from server.
 */
const root = resolve(import.meta.dirname, "..");
const rooms = ["app", "components", "core", "nodes", "server", "db"];
const statement =
  /^\s*(?:import|export)\s+(?<type>type\s)?(?:[^"';]*?\sfrom\s+)?["'](?<from>[^"']+)["']|\bimport\(\s*["'](?<lazy>[^"']+)["']\s*\)/gm;

type Import = { file: string; from: string; typeOnly: boolean };

const imports = rooms.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => importsOf(join(room, path))),
);

describe("the rooms of the house", () => {
  it("are left by their @/ names only", () => {
    const leaving = imports.filter(({ file, from }) => {
      if (!from.startsWith(".")) return false;
      const target = relative(root, resolve(root, dirname(file), from));
      return target.split(sep)[0] !== file.split(sep)[0];
    });
    expect(leaving).toEqual([]);
  });

  it("give the browser nothing of the server but types", () => {
    const browser = /^(components\/.*|nodes\/inspectors\.tsx?|nodes\/[^/]+\/(Inspector\.tsx|definition\.ts))$/;
    const values = imports.filter(
      ({ file, from, typeOnly }) => browser.test(file.replaceAll(sep, "/")) && from.startsWith("@/server/") && !typeOnly,
    );
    expect(values).toEqual([]);
  });

  it("read a call's request whole: what many have in common lies elsewhere", () => {
    const stored = /modelCalls\.request\b|request[^}\n]*\} = modelCalls\b|\.select\(\)\s*\.from\(modelCalls\)/;
    const files = readdirSync(join(root, "server"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
    const readers = files.filter((path) => stored.test(readFileSync(join(root, "server", path), "utf8")));
    expect(readers).toEqual([join("runs", "requests.ts")]);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(statement)].map(({ groups = {} }) => ({
    file,
    from: groups.from ?? groups.lazy ?? "",
    typeOnly: groups.type !== undefined,
  }));
}
