import { MinnowError } from "@/core/errors";
import type { Executor } from "../executor";
import type { elsewhere } from "./definition";

export const execute: Executor<typeof elsewhere> = async () => {
  throw new MinnowError("ran_elsewhere");
};
