"use client";

import { Alert, Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import { Page } from "../shell/PageHeader";

/** Why a graph's editor could not be opened, and what to do. */
export function NotOpened({ error, retry }: { error: unknown; retry(): void }) {
  const t = useTranslations("editor");
  const errorText = useErrorText();
  return (
    <Page>
      <Alert color="red" variant="light" title={t("notOpened")}>
        {errorText(error)}
      </Alert>
      <Button mt="md" mr="xs" onClick={retry}>
        {t("retry")}
      </Button>
      <Button mt="md" variant="default" component={Link} href="/graphs">
        {t("allGraphs")}
      </Button>
    </Page>
  );
}
