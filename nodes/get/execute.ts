import { variablePort } from "@/core/graph/variables";
import { type Executor, emit } from "../executor";
import type { get } from "./definition";

export const execute: Executor<typeof get> = async ({ config, inputs }) => emit("value", inputs[variablePort(config.name)] ?? null);
