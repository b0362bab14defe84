import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClustersPage } from "@/components/clusters/ClustersPage";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("clusters"))("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ node?: string | string[] }> };

export default async function Clusters({ params, searchParams }: Props) {
  const [{ actor }, { id }, { node }] = [await pageContext(), await params, await searchParams];
  return <ClustersPage graphId={id} nodeId={typeof node === "string" ? node : null} analyses={may(actor, "analyse")} />;
}
