import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { WorkspaceContext } from "@/server/context";
import { requestContext } from "@/server/web";

/** Who looks at a page; sends people who are not signed in to the door. */
export async function pageContext(): Promise<WorkspaceContext> {
  const { workspace } = await requestContext(await headers());
  if (workspace === null) redirect("/sign-in");
  return workspace;
}
