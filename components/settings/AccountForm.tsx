"use client";

import { Alert, Button, Card, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { minPasswordLength } from "@/core/settings";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

type Account = { name: string; email: string; hasPassword: boolean; needsPassword: boolean };

/** What one signs in with, and the way out. */
export function AccountForm() {
  const query = useQuery(useTRPC().settings.account.get.queryOptions());
  return <Loaded query={query}>{(account) => <Fields account={account} />}</Loaded>;
}

function Fields({ account }: { account: Account }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email);
  const [newPassword, setNewPassword] = useState("");
  const [currentPassword, setCurrentPassword] = useState("");
  const update = useMutation(
    trpc.settings.account.update.mutationOptions({
      onSuccess: async () => {
        notifications.show({ message: t("saved"), color: "teal" });
        setNewPassword("");
        setCurrentPassword("");
        await queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() });
      },
    }),
  );
  const nameMissing = name.trim() === "";
  const emailInvalid = !/^\S+@\S+\.\S+$/.test(email);
  const passwordShort = newPassword !== "" && newPassword.length < minPasswordLength;
  const complete = !nameMissing && !emailInvalid && !passwordShort && (!account.needsPassword || currentPassword !== "");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (complete) update.mutate({ name, email, newPassword, currentPassword });
  };
  return (
    <Card withBorder bg="var(--minnow-surface)" component="form" onSubmit={save} padding="lg" maw={640}>
      <Stack gap="lg">
        <Text c="var(--minnow-text-dim)" size="sm">
          {t("accountText")}
        </Text>
        <TextInput
          label={t("yourName")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          autoComplete="name"
          error={nameMissing && t("nameMissing")}
        />
        <TextInput
          label={t("email")}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          maxLength={254}
          autoComplete="username"
          error={emailInvalid && t("emailInvalid")}
        />
        <PasswordInput
          label={account.hasPassword ? t("newPassword") : t("setPassword")}
          description={t(account.hasPassword ? "newPasswordHint" : "setPasswordHint", { count: minPasswordLength })}
          value={newPassword}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
          maxLength={200}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
          error={passwordShort && t("passwordShort", { count: minPasswordLength })}
        />
        {account.needsPassword && (
          <PasswordInput
            label={t("currentPassword")}
            description={t("currentPasswordHint")}
            value={currentPassword}
            onChange={(event) => setCurrentPassword(event.currentTarget.value)}
            maxLength={200}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
          />
        )}
        {update.error !== null && <Alert color="red">{errorText(update.error)}</Alert>}
        <Group justify="space-between">
          <Button type="submit" loading={update.isPending} disabled={!complete}>
            {common("save")}
          </Button>
          <SignOut />
        </Group>
      </Stack>
    </Card>
  );
}

function SignOut() {
  const t = useTranslations("settings");
  const errorText = useErrorText();
  const signOut = useMutation({
    mutationFn: async () => {
      const response = await fetch("/api/auth/sign-out", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
      if (!response.ok) throw new Error(`Signing out failed with status ${response.status}`);
    },
    onSuccess: () => window.location.assign("/sign-in"),
    onError: (error) => notifications.show({ message: errorText(error), color: "red" }),
  });
  return (
    <Button variant="default" onClick={() => signOut.mutate()} loading={signOut.isPending}>
      {t("signOut")}
    </Button>
  );
}
