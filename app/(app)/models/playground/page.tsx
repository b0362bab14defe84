import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { PlaygroundPage } from "@/components/playground/PlaygroundPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("playground"))("title") };
}

export default async function Playground() {
  const { actor } = await pageContext();
  return (
    <Suspense>
      <PlaygroundPage mayRun={may(actor, "run")} mayEdit={may(actor, "edit")} />
    </Suspense>
  );
}
