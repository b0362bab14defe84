import "server-only";
import type { DatabaseClient } from "@/db/client";
import { createAuth } from "./auth";
import { ensureOwner } from "./owner";

/**
 * Makes a link that signs the owner in once, within the hour; the first one makes the owner's account and workspace.
 * Only a hash of its token is stored.
 * @param baseUrl where the product is reached, such as `http://localhost:3000`
 */
export async function createSignInLink(database: DatabaseClient, baseUrl: string): Promise<string> {
  const { email } = await ensureOwner(database.db);
  let token: string | undefined;
  const auth = createAuth(database, baseUrl, (delivered) => {
    token = delivered;
  });
  await auth.api.signInMagicLink({ body: { email }, headers: new Headers() });
  if (token === undefined) throw new Error("No sign-in link was made");
  return new URL(`/sign-in/${token}`, baseUrl).toString();
}
