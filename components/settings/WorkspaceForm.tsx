"use client";

import { Alert, Button, Card, Group, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { AllowedHost, type WorkspaceSettings } from "@/core/settings";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";
import { SlmPolicyFields } from "./SlmPolicyFields";
import { SlmPolicyPreview } from "./SlmPolicyPreview";
import { draftOf, readDraft } from "./slmPolicyDraft";

/** Name, SLM policy and allowed hosts of the workspace. */
export function WorkspaceForm({ administers }: { administers: boolean }) {
  const query = useQuery(useTRPC().settings.get.queryOptions());
  return <Loaded query={query}>{(settings) => <Fields settings={settings} administers={administers} />}</Loaded>;
}

function Fields({ settings, administers }: { settings: WorkspaceSettings; administers: boolean }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(settings.name);
  const [draft, setDraft] = useState(() => draftOf(settings.slmPolicy));
  const slmPolicy = readDraft(draft);
  const [hosts, setHosts] = useState<string[]>(settings.allowedHosts);
  const update = useMutation(
    trpc.settings.update.mutationOptions({
      onSuccess: async () => {
        notifications.show({ message: t("saved"), color: "teal" });
        // A model's class follows the policy, so everything that shows one may have changed.
        await queryClient.invalidateQueries();
      },
    }),
  );
  const wrongHost = hosts.find((host) => !AllowedHost.safeParse(host).success);
  const complete = name.trim() !== "" && wrongHost === undefined && slmPolicy !== null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (complete) update.mutate({ name, slmPolicy, allowedHosts: hosts });
  };
  return (
    <Card withBorder bg="var(--minnow-surface)" component="form" onSubmit={save} padding="lg" maw={640}>
      <Stack gap="lg">
        {!administers && <Text c="var(--minnow-text-dim)">{t("ownersOnly")}</Text>}
        <TextInput
          label={t("workspaceName")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          error={name.trim() === "" && t("nameMissing")}
          disabled={!administers}
        />
        <SlmPolicyFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} disabled={!administers} />
        {slmPolicy !== null && JSON.stringify(slmPolicy) !== JSON.stringify(settings.slmPolicy) && (
          <SlmPolicyPreview from={settings.slmPolicy} to={slmPolicy} />
        )}
        <TagsInput
          label={t("allowedHosts")}
          description={t("allowedHostsHint")}
          placeholder={t("allowedHostsPlaceholder")}
          value={hosts}
          onChange={setHosts}
          maxTags={100}
          splitChars={[",", " "]}
          error={wrongHost !== undefined && t("hostInvalid", { host: wrongHost })}
          disabled={!administers}
        />
        {update.error !== null && <Alert color="red">{errorText(update.error)}</Alert>}
        {administers && (
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!complete}>
              {common("save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
