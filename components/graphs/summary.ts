import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

/** A graph as the list tells of it. */
export type GraphSummary = inferRouterOutputs<AppRouter>["graphs"]["list"][number];
