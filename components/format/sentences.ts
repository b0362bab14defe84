"use client";

import { useTranslations } from "next-intl";
import type { RunError } from "@/core/engine/events";
import { type ErrorCode, type ErrorParams, isErrorCode } from "@/core/errors";
import type { Problem } from "@/core/graph/validate";
import type { Messages } from "@/core/messages";

/** A problem or connection refusal as a sentence. */
export function useProblemText(): (problem: Pick<Problem, "code" | "params">) => string {
  const t = useTranslations("problems");
  const isKnown = (code: string): code is keyof Messages["problems"] => t.has(code as keyof Messages["problems"]);
  return ({ code, params }) => (isKnown(code) ? t(code, params) : code);
}

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
  return (error) => {
    const refusal = refusalOf(error);
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
