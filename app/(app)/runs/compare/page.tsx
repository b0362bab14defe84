import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ComparePage } from "@/components/runs/compare/ComparePage";
import { Page } from "@/components/shell/PageHeader";

export async function generateMetadata() {
  const t = await getTranslations("compare");
  return { title: t("title") };
}

export default function CompareRunsPage() {
  return (
    <Page>
      <Suspense>
        <ComparePage />
      </Suspense>
    </Page>
  );
}
