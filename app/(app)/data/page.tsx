import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BasesPage } from "@/components/data/BasesPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data"))("title") };
}

export default async function Data() {
  const { actor } = await pageContext();
  return <BasesPage edits={may(actor, "edit")} />;
}
