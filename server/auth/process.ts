import "server-only";
import { type DatabaseClient, openDatabase } from "@/db/client";

const kept = globalThis as typeof globalThis & { minnowDatabase?: DatabaseClient };

/** This process's database pool; one, although Next bundles the proxy and the pages apart and dev reloads modules. */
export function processDatabase(): DatabaseClient {
  const url = process.env.DATABASE_URL;
  if (url === undefined) throw new Error("DATABASE_URL must be set");
  kept.minnowDatabase ??= openDatabase(url, { name: "minnow web" });
  return kept.minnowDatabase;
}
