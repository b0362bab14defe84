import { renderTemplate } from "@/core/graph/template";
import { type Executor, emit } from "../executor";
import type { template } from "./definition";

export const execute: Executor<typeof template> = async ({ config, inputs }) => emit("text", renderTemplate(config.text, inputs));
