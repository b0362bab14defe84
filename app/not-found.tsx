import { Anchor } from "@mantine/core";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/shell/EmptyState";
import { Page } from "@/components/shell/PageHeader";

export default async function NotFound() {
  const t = await getTranslations("common");
  return (
    <Page>
      <EmptyState title={t("pageMissing")} text={t("pageMissingText")} action={<Anchor href="/graphs">{t("toGraphs")}</Anchor>} />
    </Page>
  );
}
