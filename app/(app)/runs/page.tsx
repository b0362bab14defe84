import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { RunsTable } from "@/components/runs/RunsTable";
import { Page, PageHeader } from "@/components/shell/PageHeader";

export async function generateMetadata() {
  const t = await getTranslations("runs");
  return { title: t("title") };
}

export default async function RunsPage() {
  const t = await getTranslations("runs");
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} />
      <Suspense>
        <RunsTable />
      </Suspense>
    </Page>
  );
}
