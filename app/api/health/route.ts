import { sql } from "drizzle-orm";
import { jsonResponse } from "@/server/api/rest/problem";
import { processDatabase } from "@/server/auth/process";

/** Is the server up, and does its database answer? */
export async function GET(): Promise<Response> {
  try {
    await processDatabase().db.execute(sql`select 1`);
    return jsonResponse({ status: "ok" });
  } catch (error) {
    console.error("The database does not answer", error);
    return jsonResponse({ status: "database unreachable" }, { status: 503 });
  }
}
