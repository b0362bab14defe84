import "server-only";
import { graphsRouter } from "./routers/graphs";
import { runsRouter } from "./routers/runs";
import { settingsRouter } from "./routers/settings";
import { router } from "./trpc";

export const appRouter = router({
  graphs: graphsRouter,
  runs: runsRouter,
  settings: settingsRouter,
});

export type AppRouter = typeof appRouter;
