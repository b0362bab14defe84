"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";

/** Saying something about what is found: it is looked for anew then. */
export function useCorrecting(onDone?: () => void) {
  const t = useTranslations("curation");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.curation.correct.mutationOptions({
      onSuccess: async (_, { verdict }) => {
        notifications.show({ message: t(verdict === "harmless" ? "saved" : "savedStored"), color: "teal" });
        onDone?.();
        await Promise.all([
          queries.invalidateQueries(trpc.curation.corrections.pathFilter()),
          queries.resetQueries(trpc.curation.findings.pathFilter()),
        ]);
      },
      onError: (error) => notifications.show({ message: errorText(error), color: "red" }),
    }),
  );
}
