import "server-only";
import { sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { evaluations } from "@/db/schema/evaluations";
import { type Held, writeHeld } from "./held";

/** What an evaluation may use, and what it has used. Calls, and US dollars. */
export type Ledger = {
  /** How many of these calls, the first ones, may be sent. What they may cost at most is written down before they are. @param bounds in the order in which they are wanted */
  reserve(bounds: readonly number[]): Promise<number>;
  /** Notes what one of them came to, within the transaction that stores its answer. */
  settle(transaction: Queryable, bound: number, cost: number): Promise<void>;
  /** What stood in the way of the last calls that were refused. */
  readonly exhausted: "calls" | "money" | null;
};

/** Sums of dollars are off by less than that. */
const ROUNDING = 1e-9;

/** @param used what was spent when the evaluation was taken, reservations of a worker that died among it */
export function openLedger(
  db: Queryable,
  held: Held,
  { mostCalls, mostMoney }: { mostCalls: number; mostMoney: number },
  used: { calls: number; spent: number },
): Ledger {
  let { calls, spent } = used;
  let [underWay, reserved] = [0, 0];
  let exhausted: Ledger["exhausted"] = null;
  return {
    async reserve(bounds) {
      let money = 0;
      let granted = 0;
      exhausted = null;
      for (const bound of bounds) {
        if (calls + underWay + granted + 1 > mostCalls) exhausted = "calls";
        else if (spent + reserved + money + bound > mostMoney + ROUNDING) exhausted = "money";
        if (exhausted !== null) break;
        granted += 1;
        money += bound;
      }
      if (granted === 0) return 0;
      underWay += granted;
      reserved += money;
      // Relative to what is there: answers are settled by other transactions meanwhile.
      await writeHeld(db, held, {
        reservedCalls: sql`${evaluations.reservedCalls} + ${granted}`,
        reserved: sql`${evaluations.reserved} + ${money}::float8`,
      });
      return granted;
    },
    async settle(transaction, bound, cost) {
      calls += 1;
      spent += cost;
      underWay -= 1;
      // Nothing is left over by rounding when nothing is under way.
      reserved = underWay === 0 ? 0 : Math.max(0, reserved - bound);
      await writeHeld(transaction, held, {
        calls: sql`${evaluations.calls} + 1`,
        spent: sql`${evaluations.spent} + ${cost}::float8`,
        reservedCalls: sql`${evaluations.reservedCalls} - 1`,
        reserved: sql`case when ${evaluations.reservedCalls} = 1 then 0 else greatest(0, ${evaluations.reserved} - ${bound}::float8) end`,
      });
    },
    get exhausted() {
      return exhausted;
    },
  };
}
