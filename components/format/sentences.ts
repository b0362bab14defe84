"use client";

import { useLocale, useTranslations } from "next-intl";
import { z } from "zod";
import type { RunError } from "@/core/engine/events";
import { type ErrorCode, type ErrorParams, isErrorCode } from "@/core/errors";
import { labelled } from "@/core/graph/fieldLabel";
import type { Problem } from "@/core/graph/validate";
import type { Messages } from "@/core/messages";
import { kinds } from "@/nodes/definitions";
import { usePortTypeText } from "./portTypes";

type Told = Pick<Problem, "code" | "params" | "inner">;

/** A problem or connection refusal as a sentence. */
export function useProblemText(): (problem: Told) => string {
  const t = useTranslations("problems");
  const locale = useLocale();
  const typeText = usePortTypeText();
  const isKnown = (code: string): code is keyof Messages["problems"] => t.has(code as keyof Messages["problems"]);
  const say = ({ code, params, inner }: Told): string => {
    if (!isKnown(code)) return code;
    const shown: Problem["params"] = { ...labelled(params, kinds, locale) };
    for (const name of ["fromType", "toType"]) if (shown[name] !== undefined) shown[name] = typeText(`${shown[name]}`);
    if (inner !== undefined) shown.reason = say(inner);
    return t(code, shown);
  };
  return say;
}

const ProblemTold = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  get inner() {
    return ProblemTold.exactOptional();
  },
});
/** Why a graph was refused, worst first. */
const Problems = z
  .array(ProblemTold.extend({ severity: z.string() }))
  .transform((all) => all.filter(({ severity }) => severity === "error"));

type Refusal = { code: ErrorCode; params: ErrorParams; details: unknown };

/** What the server said of a failed request, when it was an expected refusal. */
export function refusalOf(error: unknown): Refusal | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  const data = error.data;
  if (typeof data !== "object" || data === null || !("minnow" in data)) return null;
  const refusal = data.minnow;
  if (typeof refusal !== "object" || refusal === null || !("code" in refusal) || typeof refusal.code !== "string") return null;
  return isErrorCode(refusal.code) ? (refusal as Refusal) : null;
}

/** Any error of a request as a sentence that says what to do. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("errors");
  const common = useTranslations("common");
  const problemText = useProblemText();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal?.code === "graph_invalid") {
      const [first] = Problems.safeParse(refusal.details).data ?? [];
      return t(refusal.code, { ...refusal.params, ...(first !== undefined && { first: problemText(first) }) });
    }
    if (refusal !== null) return t(refusal.code, refusal.params);
    return error instanceof TypeError || (error instanceof Error && /fetch/i.test(error.message))
      ? common("offline")
      : common("unexpected");
  };
}

/** The error of a run or an activation as a sentence. */
export function useRunErrorText(): (error: RunError) => string {
  const t = useTranslations("errors");
  return ({ code, params }) => (isErrorCode(code) ? t(code, params) : code);
}
