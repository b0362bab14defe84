import { Alert, Card, Center, Code, Divider, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PasswordForm } from "@/components/settings/PasswordForm";
import { Mark } from "@/components/shell/Mark";
import { publicUrl } from "@/server/auth/address";
import { processDatabase } from "@/server/auth/process";
import { signedInWorkspace } from "@/server/auth/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ problem?: string | string[] }> }) {
  if ((await signedInWorkspace(processDatabase(), await headers())) !== null) redirect("/");
  const t = await getTranslations("auth");
  const linkUsed = (await searchParams).problem === "link";
  return (
    <Center mih="100vh" p="md">
      <Card withBorder bg="var(--minnow-surface)" radius="lg" padding="xl" w="100%" maw={460}>
        <Stack gap="lg">
          <Group gap="sm">
            <Mark size={32} />
            <Title order={1}>{t("welcome")}</Title>
          </Group>
          {linkUsed && (
            <Alert color="orange" icon={<IconAlertCircle size={18} />} title={t("linkUsedTitle")} role="alert">
              {t("linkUsedText")}
            </Alert>
          )}
          <Stack gap="xs">
            <Text>{t("linkText")}</Text>
            <Text size="sm" c="var(--minnow-text-dim)">
              {t("linkLooks")} <Code>{new URL(publicUrl()).origin}/sign-in/…</Code>
            </Text>
            <Text size="sm" c="var(--minnow-text-dim)">
              {t("linkAgain")}
            </Text>
          </Stack>
          <Divider label={t("withPassword")} />
          <PasswordForm />
        </Stack>
      </Card>
    </Center>
  );
}
