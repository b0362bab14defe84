import "server-only";
import { z } from "zod";
import { ModelInfo } from "@/core/models";
import { listModels } from "../../models/registry";
import { procedure, router } from "../trpc";

export const modelsRouter = router({
  list: procedure("view")
    .output(z.array(ModelInfo))
    .query(({ ctx }) => listModels(ctx)),
});
