import { type Executor, emit } from "../executor";
import type { set } from "./definition";

export const execute: Executor<typeof set> = async ({ inputs }) => emit("value", inputs.value ?? null);
