import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CurationPage } from "@/components/curation/CurationPage";
import { Page } from "@/components/shell/PageHeader";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("curation"))("title") };
}

export default async function Curation() {
  const { actor } = await pageContext();
  return (
    <Page>
      <CurationPage analyses={may(actor, "analyse")} />
    </Page>
  );
}
