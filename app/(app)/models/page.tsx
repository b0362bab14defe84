import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ModelsPage } from "@/components/models/ModelsPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("models"))("title") };
}

export default async function Models() {
  const { actor } = await pageContext();
  return <ModelsPage mayEdit={may(actor, "edit")} />;
}
