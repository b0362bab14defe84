"use client";

import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";

type Slip = "wrong" | "tooOften" | "unreachable";

async function signIn(email: string, password: string): Promise<Slip | null> {
  try {
    const response = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (response.ok) return null;
    if (response.status === 429) return "tooOften";
    return response.status < 500 ? "wrong" : "unreachable";
  } catch {
    // The only way fetch itself fails: nobody answered.
    return "unreachable";
  }
}

/** Signs in with an e-mail and a password, for those who have set one. */
export function PasswordForm() {
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [slip, setSlip] = useState<Slip | null>(null);
  const [asking, setAsking] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    const found = await signIn(email, password);
    if (found === null) return window.location.assign("/");
    setSlip(found);
    setAsking(false);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("email")}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t("password")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
          required
          withAsterisk={false}
        />
        {slip !== null && (
          <Alert color="red" role="alert">
            {t(slip)}
          </Alert>
        )}
        <Button type="submit" variant="default" loading={asking}>
          {t("signIn")}
        </Button>
        <Text size="xs" c="var(--minnow-text-dim)">
          {t("noPasswordYet")}
        </Text>
      </Stack>
    </form>
  );
}
