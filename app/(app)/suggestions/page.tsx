import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Evaluating } from "@/components/evaluations/Evaluating";
import { SuggestionsPage } from "@/components/insights/SuggestionsPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("insights.suggestions");
  return { title: t("title") };
}

export default async function Suggestions() {
  const { actor } = await pageContext();
  return (
    <Evaluating allowed={may(actor, "analyse")}>
      <SuggestionsPage />
    </Evaluating>
  );
}
