"use client";

import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/shell/EmptyState";
import { Page } from "@/components/shell/PageHeader";

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("common");
  return (
    <Page>
      <EmptyState title={t("pageFailed")} text={t("unexpected")} action={<Button onClick={reset}>{t("retry")}</Button>} />
    </Page>
  );
}
