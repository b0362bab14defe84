"use client";

import {
  Alert,
  Anchor,
  Button,
  Card,
  Checkbox,
  Code,
  Group,
  NumberInput,
  Radio,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PersonalKind } from "@/core/privacy/kinds";
import { CurationPolicy, OwnPatterns, OwnWords, StandIns } from "@/core/privacy/policy";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

const ownRules = { words: OwnWords, patterns: OwnPatterns };

/** What of people's data is taken out of texts, and when. */
export function PrivacyForm({ administers }: { administers: boolean }) {
  const query = useQuery(useTRPC().settings.curation.get.queryOptions());
  return <Loaded query={query}>{(policy) => <Fields policy={policy} administers={administers} />}</Loaded>;
}

function Fields({ policy, administers }: { policy: CurationPolicy; administers: boolean }) {
  const t = useTranslations("settings");
  const tCuration = useTranslations("settings.curation");
  const page = useTranslations("curation");
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
            {(["imports", "calls", "exports"] as const).map((name) => (
              <Switch
                key={name}
                label={tCuration(name)}
                description={tCuration(`${name}Hint`)}
                checked={draft[name]}
                onChange={(event) => change({ [name]: event.currentTarget.checked })}
                disabled={!administers}
              />
            ))}
            <Switch
              label={tCuration("values")}
              description={tCuration("valuesHint")}
              checked={draft.values}
              onChange={(event) => change({ values: event.currentTarget.checked })}
              disabled={!administers}
            />
            {draft.values && (
              <NumberInput
                label={tCuration("valuesAfter")}
                description={tCuration("valuesAfterHint")}
                min={0}
                max={1_440}
                allowDecimal={false}
                maw={280}
                ml={52}
                value={draft.valuesAfter}
                onChange={(value) => typeof value === "number" && change({ valuesAfter: value })}
                disabled={!administers}
              />
            )}
            <Text size="sm" c="var(--minnow-text-dim)">
              {tCuration("limits")}{" "}
              <Anchor component={Link} href="/data/curation" underline="always" inherit>
                {page("toFindings")}
              </Anchor>
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
          <Radio.Group
            label={tCuration("standIns")}
            description={tCuration("standInsHint")}
            value={draft.standIns}
            onChange={(value) => change({ standIns: StandIns.parse(value) })}
          >
            <Stack gap={8} mt={8}>
              {StandIns.options.map((value) => (
                <Radio key={value} value={value} label={tCuration(`standInKinds.${value}`)} disabled={!administers} />
              ))}
            </Stack>
          </Radio.Group>
          {(["words", "patterns"] as const).map((name) => (
            <TagsInput
              key={name}
              label={tCuration(name)}
              description={tCuration(`${name}Hint`)}
              value={draft[name]}
              onChange={(values) => change({ [name]: values })}
              error={!ownRules[name].safeParse(draft[name]).success && tCuration(`${name}Invalid`)}
              disabled={!administers}
            />
          ))}
          <NumberInput
            label={tCuration("keep")}
            description={tCuration("keepHint")}
            min={1}
            max={3_650}
            allowDecimal={false}
            value={draft.keepDays ?? ""}
            onChange={(value) => change({ keepDays: typeof value === "number" ? value : null })}
            disabled={!administers}
          />
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
      {administers && <Erasure />}
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

/** Deleting everything that is recorded of one end user. */
function Erasure() {
  const t = useTranslations("settings.curation");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [word, setWord] = useState("");
  const count = useMutation(trpc.settings.curation.mentions.mutationOptions());
  const erase = useMutation(trpc.settings.curation.erase.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  const found = count.data?.runs ?? 0;
  const error = count.error ?? erase.error;
  return (
    <Card
      withBorder
      bg="var(--minnow-surface)"
      component="form"
      padding="lg"
      aria-label={t("erase")}
      onSubmit={(event) => {
        event.preventDefault();
        erase.reset();
        count.mutate({ word });
      }}
    >
      <Stack gap="sm">
        <Text fw={600}>{t("erase")}</Text>
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("eraseHint")}
        </Text>
        <TextInput
          label={t("eraseWord")}
          value={word}
          maxLength={200}
          onChange={(event) => {
            setWord(event.currentTarget.value);
            count.reset();
          }}
        />
        <Group>
          <Button type="submit" variant="default" disabled={word.trim() === ""} loading={count.isPending}>
            {t("count")}
          </Button>
          {count.isSuccess && !erase.isSuccess && found > 0 && (
            <Button color="red" loading={erase.isPending} onClick={() => window.confirm(t("eraseSure")) && erase.mutate({ word })}>
              {t("eraseNow", { count: found })}
            </Button>
          )}
        </Group>
        <Text size="sm" role="status">
          {erase.isSuccess ? t("erased", { count: erase.data.runs }) : count.isSuccess ? t("mentioned", { count: found }) : ""}
        </Text>
        {error !== null && <Alert color="red">{errorText(error)}</Alert>}
      </Stack>
    </Card>
  );
}
