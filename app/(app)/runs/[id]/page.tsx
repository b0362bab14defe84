import { getTranslations } from "next-intl/server";
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
      <RunReport runId={id} />
    </Page>
  );
}
