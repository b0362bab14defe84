import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { RunReport } from "@/components/runs/RunReport";
import { Page } from "@/components/shell/PageHeader";

export async function generateMetadata() {
  const t = await getTranslations("runs");
  return { title: t("title") };
}

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <Page>
      <Suspense>
        <RunReport runId={id} />
      </Suspense>
    </Page>
  );
}
