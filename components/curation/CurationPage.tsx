"use client";

import { Button, Tabs, Text } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { PageHeader } from "../shell/PageHeader";
import { Corrections } from "./Corrections";
import { Found } from "./Found";
import { StoredRuns } from "./StoredRuns";

/** What is found in recorded calls, what was said of it, and applying that to what is stored. */
export function CurationPage({ analyses }: { analyses: boolean }) {
  const t = useTranslations("curation");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button component={Link} href="/settings?tab=privacy" variant="default" leftSection={<IconSettings size={16} />}>
            {t("toPolicy")}
          </Button>
        }
      />
      <Text size="sm" c="var(--minnow-text-dim)" mb="md" maw={820}>
        {t("honest")}
      </Text>
      {analyses ? (
        <Tabs defaultValue="found" keepMounted={false}>
          <Tabs.List aria-label={t("tabs.label")} mb="md">
            {(["found", "corrections", "stored"] as const).map((tab) => (
              <Tabs.Tab key={tab} value={tab}>
                {t(`tabs.${tab}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="found">
            <Found analyses />
          </Tabs.Panel>
          <Tabs.Panel value="corrections">
            <Corrections />
          </Tabs.Panel>
          <Tabs.Panel value="stored">
            <StoredRuns />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Found analyses={false} />
      )}
    </>
  );
}
