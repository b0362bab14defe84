"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { EditDescription } from "@/core/graph/describeEdit";

/** The words for what an edit did, such as `move 3 nodes`. */
export function useEditText(): (description: EditDescription) => string {
  const t = useTranslations("commands.did");
  return useCallback(({ code, params }) => t(code, params), [t]);
}
