"use client";

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parametersInName } from "@/core/connections";
import type { ModelInfo } from "@/core/models";
import { useTRPC } from "../trpc";
import { useSize } from "./SizeCell";

/** Beside a size nobody told: what the model's name says, one click from being it. */
export function SizeByName({ model, onTaken }: { model: ModelInfo; onTaken(parameters: number): void }) {
  const t = useTranslations("facts");
  const size = useSize();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const named = parametersInName(model.name);
  const confirm = useMutation(
    trpc.models.confirmSizes.mutationOptions({
      onSuccess: async () => {
        if (named !== null) onTaken(named);
        // A model's class shows on every page.
        await queries.invalidateQueries();
      },
    }),
  );
  if (model.parameters !== null || named === null) return null;
  return (
    <Button
      type="button"
      size="compact-sm"
      variant="light"
      loading={confirm.isPending}
      onClick={() => confirm.mutate({ keys: [model.key] })}
      style={{ alignSelf: "flex-start" }}
    >
      {t("takeNameSize", { size: size(named) })}
    </Button>
  );
}
