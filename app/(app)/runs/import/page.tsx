import { getTranslations } from "next-intl/server";
import { ImportPage } from "@/components/ingest/ImportPage";
import { Page } from "@/components/shell/PageHeader";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata() {
  const t = await getTranslations("ingest");
  return { title: t("title") };
}

export default async function ImportLogsPage() {
  const { actor } = await pageContext();
  return (
    <Page>
      <ImportPage may={may(actor, "ingest")} />
    </Page>
  );
}
