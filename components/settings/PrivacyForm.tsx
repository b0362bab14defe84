"use client";

import { Alert, Button, Card, Checkbox, Code, Group, Stack, Switch, TagsInput, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PersonalKind } from "@/core/privacy/kinds";
import { CurationPolicy } from "@/core/privacy/policy";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

/** What of people's data is taken out of texts, and when. */
export function PrivacyForm({ administers }: { administers: boolean }) {
  const query = useQuery(useTRPC().settings.curation.get.queryOptions());
  return <Loaded query={query}>{(policy) => <Fields policy={policy} administers={administers} />}</Loaded>;
}

function Fields({ policy, administers }: { policy: CurationPolicy; administers: boolean }) {
  const t = useTranslations("settings");
  const tCuration = useTranslations("settings.curation");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(policy);
  const change = (part: Partial<CurationPolicy>) => setDraft({ ...draft, ...part });
  const update = useMutation(
    trpc.settings.curation.update.mutationOptions({
      onSuccess: async () => {
        notifications.show({ message: t("saved"), color: "teal" });
        await queries.invalidateQueries(trpc.settings.curation.pathFilter());
      },
    }),
  );
  const valid = CurationPolicy.safeParse(draft).success;
  return (
    <Stack gap="lg" maw={640}>
      <Card
        withBorder
        bg="var(--minnow-surface)"
        component="form"
        padding="lg"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) update.mutate(draft);
        }}
      >
        <Stack gap="lg">
          {!administers && <Text c="var(--minnow-text-dim)">{t("ownersOnly")}</Text>}
          <Stack gap="sm">
            <Text fw={600}>{tCuration("when")}</Text>
            <Text size="sm" c="var(--minnow-text-dim)">
              {tCuration("whenHint")}
            </Text>
            {(["imports", "exports"] as const).map((name) => (
              <Switch
                key={name}
                label={tCuration(name)}
                description={tCuration(`${name}Hint`)}
                checked={draft[name]}
                onChange={(event) => change({ [name]: event.currentTarget.checked })}
                disabled={!administers}
              />
            ))}
            <Text size="sm" c="var(--minnow-text-dim)">
              {tCuration("limits")}
            </Text>
          </Stack>
          <Checkbox.Group
            label={tCuration("kinds")}
            value={draft.kinds}
            onChange={(kinds) => change({ kinds: PersonalKind.options.filter((kind) => kinds.includes(kind)) })}
          >
            <Stack gap={8} mt={8}>
              {PersonalKind.options.map((kind) => (
                <Checkbox key={kind} value={kind} label={tCuration(`kind.${kind}`)} disabled={!administers} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Switch
            label={tCuration("lookalikes")}
            description={tCuration("lookalikesHint")}
            checked={draft.lookalikes}
            onChange={(event) => change({ lookalikes: event.currentTarget.checked })}
            disabled={!administers}
          />
          {(["words", "patterns"] as const).map((name) => (
            <TagsInput
              key={name}
              label={tCuration(name)}
              description={tCuration(`${name}Hint`)}
              value={draft[name]}
              onChange={(values) => change({ [name]: values })}
              disabled={!administers}
            />
          ))}
          {update.error !== null && <Alert color="red">{errorText(update.error)}</Alert>}
          {administers && (
            <Group>
              <Button type="submit" loading={update.isPending} disabled={!valid}>
                {common("save")}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
      <Trial policy={draft} valid={valid} />
    </Stack>
  );
}

/** What would be taken out of a text, by what the form says now. */
function Trial({ policy, valid }: { policy: CurationPolicy; valid: boolean }) {
  const t = useTranslations("settings.curation");
  const errorText = useErrorText();
  const [text, setText] = useState("");
  const attempt = useMutation(useTRPC().settings.curation.try.mutationOptions());
  const found = attempt.data?.found ?? [];
  return (
    <Card withBorder bg="var(--minnow-surface)" component="section" padding="lg" aria-label={t("trial")}>
      <Stack gap="sm">
        <Textarea
          label={t("trial")}
          description={t("trialHint")}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group>
          <Button
            variant="default"
            disabled={text.trim() === "" || !valid}
            loading={attempt.isPending}
            onClick={() => attempt.mutate({ policy, text })}
          >
            {t("tryIt")}
          </Button>
        </Group>
        {attempt.error !== null && <Alert color="red">{errorText(attempt.error)}</Alert>}
        {attempt.data !== undefined && (
          <div role="status">
            <Text size="sm" mb={6}>
              {found.length === 0
                ? t("nothing")
                : t("found", { count: found.length, list: [...new Set(found.map(({ kind }) => t(`kind.${kind}`)))].join(", ") })}
            </Text>
            <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {attempt.data.text}
            </Code>
          </div>
        )}
      </Stack>
    </Card>
  );
}
