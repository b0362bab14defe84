import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as apply } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const migrationsFolder = fileURLToPath(new URL("migrations", import.meta.url));
/** Any constant will do, as long as nothing else in the database locks it. */
const lockKey = 7_426_411_003;

/**
 * Brings a database to the newest schema. Processes that start together wait for one another.
 * @param url connection string; its user must be allowed to create tables
 */
export async function migrate(url: string): Promise<void> {
  // One connection: an advisory lock belongs to the session that took it.
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${lockKey}::bigint)`;
    await apply(drizzle(sql), { migrationsFolder });
  } finally {
    await sql.end();
  }
}
