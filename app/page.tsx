import { redirect } from "next/navigation";
import { pageContext } from "@/server/web";
import { landingGraph } from "@/server/workspaces/landing";

/** The sample graph for a newcomer, the list for everyone who has been here before. */
export default async function Home() {
  const context = await pageContext();
  const graphId = await landingGraph(context);
  redirect(graphId === null ? "/graphs" : `/graphs/${graphId}`);
}
