import { MAX_FILE_BYTES } from "@/core/knowledge/base";
import type { Permission } from "./access";

/**
 * Who may ask for an address.
 * public: anyone. session: whoever is signed in. procedure: each tRPC procedure names its own permission.
 * user: whoever is signed in and has the permission.
 * key: whoever brings an API key with the scope of the permission.
 */
export type Access = "public" | "session" | "procedure" | { user: Permission } | { key: Permission };
export type Method = "GET" | "POST";

type Rule = { path: string; methods: Partial<Record<Method, Access>>; maxBytes?: number };

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const gigabyte = 1024 * megabyte;

/** Every address there is, in Next's notation. What is not listed is refused: a new page or route needs its line here. */
export const routes = [
  { path: "/", methods: { GET: "session" } },
  { path: "/graphs", methods: { GET: "session" } },
  { path: "/graphs/[id]", methods: { GET: "session" } },
  { path: "/graphs/[id]/insights", methods: { GET: "session" } },
  { path: "/graphs/[id]/clusters", methods: { GET: "session" } },
  { path: "/runs", methods: { GET: "session" } },
  { path: "/runs/compare", methods: { GET: "session" } },
  { path: "/runs/import", methods: { GET: "session" } },
  { path: "/runs/[id]", methods: { GET: "session" } },
  { path: "/suggestions", methods: { GET: "session" } },
  { path: "/suggestions/evaluations/[id]", methods: { GET: "session" } },
  { path: "/data", methods: { GET: "session" } },
  { path: "/data/curation", methods: { GET: "session" } },
  { path: "/data/[id]", methods: { GET: "session" } },
  { path: "/models", methods: { GET: "session" } },
  { path: "/models/catalogue", methods: { GET: "session" } },
  { path: "/models/playground", methods: { GET: "session" } },
  { path: "/settings", methods: { GET: "session" } },
  { path: "/sign-in", methods: { GET: "public" } },
  { path: "/sign-in/[token]", methods: { GET: "public" } },
  { path: "/icon.svg", methods: { GET: "public" } },
  { path: "/api/health", methods: { GET: "public" } },
  { path: "/api/auth/sign-in/email", methods: { POST: "public" }, maxBytes: 16 * kilobyte },
  { path: "/api/auth/sign-out", methods: { POST: "session" }, maxBytes: 16 * kilobyte },
  { path: "/api/trpc/[trpc]", methods: { GET: "procedure", POST: "procedure" }, maxBytes: 8 * megabyte },
  { path: "/api/knowledge/[baseId]/documents", methods: { POST: { user: "edit" } }, maxBytes: MAX_FILE_BYTES },
  // Logs are read as they come, whatever their size.
  { path: "/api/ingest", methods: { POST: { user: "ingest" } }, maxBytes: 64 * gigabyte },
  { path: "/api/v1/ingest", methods: { POST: { key: "ingest" } }, maxBytes: 64 * gigabyte },
  { path: "/api/v1/otlp/v1/traces", methods: { POST: { key: "ingest" } }, maxBytes: 20 * megabyte },
  { path: "/api/v1/graphs/[slug]/runs", methods: { POST: { key: "run" } }, maxBytes: 2 * megabyte },
  { path: "/api/v1/metrics", methods: { GET: { key: "readRuns" } } },
  { path: "/api/v1/runs/[id]", methods: { GET: { key: "readRuns" } } },
  { path: "/api/v1/runs/[id]/approvals", methods: { GET: { key: "readRuns" }, POST: { key: "run" } }, maxBytes: 2 * megabyte },
  { path: "/api/v1/runs/[id]/feedback", methods: { GET: { key: "readRuns" }, POST: { key: "run" } }, maxBytes: 2 * megabyte },
  { path: "/api/insights/export", methods: { GET: { user: "view" } } },
  { path: "/api/runs/export", methods: { GET: { user: "readRuns" } } },
  { path: "/api/v1/runs/[id]/[action]", methods: { POST: { key: "run" } }, maxBytes: 16 * kilobyte },
] as const satisfies Rule[];

export type RoutePath = (typeof routes)[number]["path"];

const patterns = routes.map((rule: Rule) => ({ rule, pattern: patternOf(rule.path) }));

/** The rule of an address such as `/runs/42`, or undefined when nothing is there. */
export function ruleOf(path: string): Rule | undefined {
  return patterns.find(({ pattern }) => pattern.test(path))?.rule;
}

/** The access a rule gives to a method; HEAD is asked for like GET. Undefined when the method is not possible. */
export function accessOf(rule: Rule, method: string): Access | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  return asked === "GET" || asked === "POST" ? rule.methods[asked] : undefined;
}

export const isApi = (path: string): boolean => path === "/api" || path.startsWith("/api/");

function patternOf(path: string): RegExp {
  const source = path
    .split("/")
    .map((part) => (part.startsWith("[") ? "[^/]+" : part.replace(/[.*+?^${}()|\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${source}$`);
}
