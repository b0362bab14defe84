"use client";

import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "../format/sentences";

/** Shows what a query brought; until then its outline, and on failure what to do. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  children: (data: Data) => ReactNode;
}) {
  const t = useTranslations("common");
  const errorText = useErrorText();
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return (
      <Alert color="red" icon={<IconAlertCircle size={18} />} maw={560}>
        <Stack gap="sm" align="flex-start">
          {errorText(query.error)}
          <Button variant="default" onClick={() => query.refetch()}>
            {t("retry")}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Stack maw={560} aria-busy>
      <Skeleton height={36} />
      <Skeleton height={36} />
      <Skeleton height={36} />
    </Stack>
  );
}
