import { MinnowError } from "@/core/errors";
import { renderTemplate } from "@/core/graph/template";
import { type Executor, emit } from "../executor";
import type { human } from "./definition";

export const execute: Executor<typeof human> = async ({ config, inputs, context }) => {
  const value = inputs.value ?? null;
  const { instructions, mayEdit, timeoutMinutes, onTimeout } = config;
  const answer = await context.askPerson({ instructions: renderTemplate(instructions, inputs), value, mayEdit, timeoutMinutes });
  const decision = answer.decision === "expired" ? onTimeout : answer.decision;
  if (decision === "fail") throw new MinnowError("approval_expired", { minutes: timeoutMinutes ?? 0 });
  if (answer.decision === "expired") context.log("nobody answered in time");
  if (decision === "reject") return emit("rejected", { reason: answer.reason, value });
  return emit("approved", mayEdit && answer.value !== undefined ? answer.value : value);
};
