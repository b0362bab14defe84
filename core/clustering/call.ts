import { z } from "zod";
import { Json, JsonObject } from "../graph/json";

/** What of a recorded call tells which task it was made for. */
export const ClusterCall = z.object({
  id: z.string(),
  /** What the prompt was filled with; null where it isn't known. */
  variables: JsonObject.nullable(),
  /** As it came over the wire; null when none came. */
  response: Json.nullable(),
  outputText: z.string().nullable(),
});
export type ClusterCall = z.infer<typeof ClusterCall>;
