import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SuggestionsPage } from "@/components/insights/SuggestionsPage";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("insights.suggestions");
  return { title: t("title") };
}

export default function Suggestions() {
  return <SuggestionsPage />;
}
