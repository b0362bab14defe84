"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import { ImportDialog } from "../interchange/ImportDialog";
import { useTRPC } from "../trpc";

/** Makes a new graph out of a file and opens its editor. */
export function ImportGraph({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const t = useTranslations("interchange");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const create = useMutation(
    trpc.graphs.import.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries(trpc.graphs.list.pathFilter());
        router.push(`/graphs/${id}`);
      },
    }),
  );
  return (
    <ImportDialog
      opened={opened}
      onClose={onClose}
      action={t("create")}
      named
      busy={create.isPending || create.isSuccess}
      error={create.error === null ? null : errorText(create.error)}
      onImport={(file) => create.mutate(file)}
    />
  );
}
