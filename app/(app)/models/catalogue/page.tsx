import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CataloguePage } from "@/components/models/catalogue/CataloguePage";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("catalogue"))("title") };
}

export default async function Catalogue() {
  await pageContext();
  return <CataloguePage />;
}
