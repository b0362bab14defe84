import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { settingsTab } from "@/components/settings/parts";
import { SettingsTabs } from "@/components/settings/SettingsTabs";
import { Page, PageHeader } from "@/components/shell/PageHeader";
import { may } from "@/server/auth/access";
import { pageContext } from "@/server/web";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsPage({ searchParams }: { searchParams: Promise<{ tab?: string | string[] }> }) {
  const { actor } = await pageContext();
  const t = await getTranslations("settings");
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} />
      <SettingsTabs start={settingsTab((await searchParams).tab)} administers={may(actor, "administer")} edits={may(actor, "edit")} />
    </Page>
  );
}
