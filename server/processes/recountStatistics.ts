import "server-only";
import { openDatabase } from "@/db/client";
import { workspace } from "@/db/schema/auth";
import { rebuildRollups } from "../insights/rollups/recount";

/** `npm run recount`: counts the statistics of every workspace anew from the records, beside a Minnow that goes on working. */
const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error("DATABASE_URL must be set");
const database = openDatabase(url, { max: 2, name: "minnow recount" });
const workspaces = await database.db.select({ id: workspace.id, name: workspace.name }).from(workspace);
for (const { id, name } of workspaces) {
  let shown = -1;
  const { hours, rows, changedDays } = await rebuildRollups(database.db, id, (share) => {
    const percent = Math.floor(share * 10) * 10;
    if (percent !== shown) console.log(`  ${name}: ${percent} %`);
    shown = percent;
  });
  const outcome = changedDays === 0 ? "all as they were" : `${changedDays} days had other figures than their records, and are right now`;
  console.log(`  ${name}: ${hours} hours counted from the records, ${rows} tallies: ${outcome}`);
}
await database.close();
process.exit();
