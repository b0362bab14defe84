import "server-only";
import { graphsRouter } from "./routers/graphs";
import { insightsRouter } from "./routers/insights";
import { modelsRouter } from "./routers/models";
import { runsRouter } from "./routers/runs";
import { settingsRouter } from "./routers/settings";
import { router } from "./trpc";

export const appRouter = router({
  graphs: graphsRouter,
  models: modelsRouter,
  runs: runsRouter,
  insights: insightsRouter,
  settings: settingsRouter,
});

export type AppRouter = typeof appRouter;
