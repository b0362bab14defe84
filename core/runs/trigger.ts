import { z } from "zod";

/** What started a run. import: it ran elsewhere, and its log was imported. */
export const RunTrigger = z.enum(["editor", "api", "node", "test", "playground", "import"]);
export type RunTrigger = z.infer<typeof RunTrigger>;
