import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BasePage } from "@/components/data/BasePage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data"))("title") };
}

export default async function KnowledgeBase({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await pageContext();
  return <BasePage id={(await params).id} edits={may(actor, "edit")} />;
}
