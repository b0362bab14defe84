import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InsightsPage } from "@/components/insights/InsightsPage";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("insights");
  return { title: t("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ node?: string | string[] }> };

export default async function Insights({ params, searchParams }: Props) {
  const { node } = await searchParams;
  return <InsightsPage graphId={(await params).id} openNode={typeof node === "string" ? node : null} />;
}
