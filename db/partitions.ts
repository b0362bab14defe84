import { sql } from "drizzle-orm";
import type { Queryable } from "./client";

/** Months that have been seen to have a partition in this process. */
const made = new Set<string>();

const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * Sees to it that calls made at these moments have a partition of their month to go to. Without one they go to a partition for all
 * that is left over, so this is not needed for anything but speed and order.
 */
export async function makeCallPartitions(db: Queryable, moments: Iterable<Date>): Promise<void> {
  const months = new Set([...moments].map(monthOf).filter((month) => !made.has(month)));
  for (const month of months) {
    await db
      .transaction(async (transaction) => {
        // Attaching waits for those who read the table, and those who come then wait for it: rather not at all.
        await transaction.execute(sql`set local lock_timeout = '2s'`);
        await transaction.execute(sql`select make_call_partition(${`${month}-01T00:00:00Z`}::timestamptz)`);
      })
      .then(() => made.add(month), onlyLater);
  }
}

/** Somebody reads for long: the next who asks tries again. */
function onlyLater(error: unknown): void {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === "object" && cause !== null && "code" in cause && cause.code === "55P03") return;
  throw error;
}
