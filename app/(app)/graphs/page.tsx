import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { GraphsPage } from "@/components/graphs/GraphsPage";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("graphs");
  return { title: t("title") };
}

export default function Graphs() {
  return <GraphsPage />;
}
