import "server-only";
import { graphsRouter } from "./routers/graphs";
import { settingsRouter } from "./routers/settings";
import { router } from "./trpc";

export const appRouter = router({
  graphs: graphsRouter,
  settings: settingsRouter,
});

export type AppRouter = typeof appRouter;
