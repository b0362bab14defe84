import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Evaluating } from "@/components/evaluations/Evaluating";
import { InsightsPage } from "@/components/insights/InsightsPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("insights");
  return { title: t("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ node?: string | string[] }> };

export default async function Insights({ params, searchParams }: Props) {
  const [{ actor }, { id }, { node }] = [await pageContext(), await params, await searchParams];
  return (
    <Evaluating allowed={may(actor, "analyse")}>
      <InsightsPage graphId={id} openNode={typeof node === "string" ? node : null} />
    </Evaluating>
  );
}
