import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EvaluationPage } from "@/components/evaluations/EvaluationPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("evaluations");
  return { title: t("title") };
}

export default async function Evaluation({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await pageContext();
  return <EvaluationPage id={(await params).id} analyses={may(actor, "analyse")} edits={may(actor, "edit")} />;
}
