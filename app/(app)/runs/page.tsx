import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { RunsTable } from "@/components/runs/RunsTable";
import { Page, PageHeader } from "@/components/shell/PageHeader";

export async function generateMetadata() {
  const t = await getTranslations("runs");
  return { title: t("title") };
}

export default async function RunsPage() {
  const [t, logs] = await Promise.all([getTranslations("runs"), getTranslations("ingest")]);
  const toImport = (
    <Link href="/runs/import" style={{ textDecoration: "none" }}>
      <Button component="span" variant="default" leftSection={<IconFileImport size={16} />}>
        {logs("button")}
      </Button>
    </Link>
  );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} actions={toImport} />
      <Suspense>
        <RunsTable />
      </Suspense>
    </Page>
  );
}
