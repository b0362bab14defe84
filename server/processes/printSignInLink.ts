import "server-only";
import { openDatabase } from "@/db/client";
import { publicUrl } from "../auth/address";
import { createSignInLink } from "../auth/signInLink";

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error("DATABASE_URL must be set");
const database = openDatabase(url, { max: 1, name: "minnow sign-in link" });
console.log(await createSignInLink(database, publicUrl()));
await database.close();
process.exit();
