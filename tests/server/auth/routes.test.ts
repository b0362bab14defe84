import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Access, accessOf, routes, ruleOf } from "@/server/auth/routes";

const addressOf = (file: string) =>
  `/${file
    .replace(/^app\//, "")
    .replace(/\/?(page\.tsx|route\.ts)$/, "")
    .split("/")
    .filter((part) => !/^[(@].*\)?$/.test(part) || part === "")
    .join("/")}`;

const pages = globSync("app/**/page.tsx").map((file) => ({ file, address: addressOf(file) }));
const handlers = globSync("app/**/route.ts").map((file) => ({ file, address: addressOf(file) }));

/** The methods a route file exports; HEAD follows GET. */
const methodsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE|OPTIONS)\b/g)].map(
    ([, method]) => method ?? "",
  );

/** The rules that lead to a file: the one with its very pattern, or those below a catch-all. */
const rulesOf = (address: string) => {
  const catchAll = address.indexOf("/[...");
  return routes.filter(({ path }) => (catchAll === -1 ? path === address : path.startsWith(`${address.slice(0, catchAll)}/`)));
};

describe("the table of routes", () => {
  it("finds the product's pages and route handlers", () => {
    expect(pages.map(({ address }) => address)).toContain("/settings");
    expect(handlers.map(({ address }) => address)).toContain("/api/v1/runs/[id]");
  });

  it.each(pages)("has a rule for the page $address", ({ address }) => {
    const [rule, ...others] = rulesOf(address);
    expect(rule, `add ${address} to server/auth/routes.ts`).toBeDefined();
    expect(others).toEqual([]);
    expect(rule && accessOf(rule, "GET")).toMatch(/^(session|public)$/);
  });

  it.each(handlers)("has a rule for every method of $file", ({ file, address }) => {
    const methods = methodsOf(file);
    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods) {
      const ruled = rulesOf(address).filter((rule) => accessOf(rule, method) !== undefined);
      expect(ruled.length, `add ${method} ${address} to server/auth/routes.ts`).toBeGreaterThan(0);
    }
  });

  it("makes public only what a stranger needs", () => {
    const open = routes.filter(({ methods }) => Object.values<Access>(methods).includes("public")).map(({ path }) => path);
    expect(open).toEqual(["/sign-in", "/sign-in/[token]", "/icon.svg", "/api/health", "/api/auth/sign-in/email"]);
  });

  it("leaves decisions to procedures only at tRPC's own address", () => {
    const deciding = routes.filter(({ methods }) => Object.values<Access>(methods).includes("procedure")).map(({ path }) => path);
    expect(deciding).toEqual(["/api/trpc/[trpc]"]);
  });

  it("matches each address by one rule", () => {
    for (const { path } of routes) expect(ruleOf(path.replace(/\[[^\]]+\]/g, "x"))?.path).toBe(path);
  });
});
