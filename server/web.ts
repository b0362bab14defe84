import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { RequestContext } from "./api/trpc";
import { processDatabase } from "./auth/process";
import { signedInWorkspace } from "./auth/session";
import type { WorkspaceContext } from "./context";
import { openRunEventFeed } from "./engine/feed";
import { openRunQueue } from "./engine/queue";
import { openGraphNewsFeed } from "./graphs/feed";
import { openModelGateway } from "./models/open";
import type { Services } from "./services";

const kept = globalThis as typeof globalThis & { minnowServices?: Promise<Services> };

/** What the web process holds: made at the first request, and kept when dev reloads modules. */
export function webServices(): Promise<Services> {
  kept.minnowServices ??= openServices().catch((error: unknown) => {
    kept.minnowServices = undefined;
    throw error;
  });
  return kept.minnowServices;
}

/** Who asks, and with what: the context of procedures and of server components. */
export async function requestContext(headers: Headers): Promise<RequestContext> {
  const services = await webServices();
  return { services, workspace: await signedInWorkspace(services.database, headers) };
}

/** The context of a page of someone who is signed in; everyone else is shown the way in. */
export async function pageContext(): Promise<WorkspaceContext & { services: Services }> {
  const { services, workspace } = await requestContext(await headers());
  if (workspace === null) redirect("/sign-in");
  return { ...workspace, services };
}

async function openServices(): Promise<Services> {
  const database = processDatabase();
  const [queue, runEvents, graphNews] = await Promise.all([
    openRunQueue(database),
    openRunEventFeed(database),
    openGraphNewsFeed(database),
  ]);
  const gateway = openModelGateway({ database, tellsStates: true });
  return { database, queue, evaluationQueue: queue, runEvents, graphNews, embedder: gateway, prober: gateway };
}
