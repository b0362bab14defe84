import "server-only";
import { clustersRouter } from "./routers/clusters";
import { curationRouter } from "./routers/curation";
import { evaluationsRouter } from "./routers/evaluations";
import { graphsRouter } from "./routers/graphs";
import { insightsRouter } from "./routers/insights";
import { knowledgeRouter } from "./routers/knowledge";
import { modelsRouter } from "./routers/models";
import { playgroundRouter } from "./routers/playground";
import { runsRouter } from "./routers/runs";
import { settingsRouter } from "./routers/settings";
import { testingRouter } from "./routers/testing";
import { router } from "./trpc";

export const appRouter = router({
  graphs: graphsRouter,
  models: modelsRouter,
  knowledge: knowledgeRouter,
  runs: runsRouter,
  playground: playgroundRouter,
  testing: testingRouter,
  insights: insightsRouter,
  clusters: clustersRouter,
  evaluations: evaluationsRouter,
  curation: curationRouter,
  settings: settingsRouter,
});

export type AppRouter = typeof appRouter;
