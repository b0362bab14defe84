"use client";

import { Alert, Button, Card, Group, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { TelemetryTarget, type TelemetryView } from "@/core/telemetry/target";
import { useErrorText, useRunErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

/** How often it is looked at how the sending goes. Milliseconds. */
const LOOK = 5_000;

/** Where runs are sent to as spans of OpenTelemetry. */
export function TelemetryForm({ administers }: { administers: boolean }) {
  const query = useQuery(useTRPC().settings.telemetry.get.queryOptions(undefined, { refetchInterval: LOOK }));
  return <Loaded query={query}>{(target) => <Fields target={target} administers={administers} />}</Loaded>;
}

type Read = { headers: Record<string, string> | undefined; wrong: string | null };

/** Headers as somebody writes them, one in a line; nothing at all leaves the present ones. */
function readHeaders(text: string): Read {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return { headers: undefined, wrong: null };
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { headers: undefined, wrong: line };
    headers[name] = value;
  }
  return { headers, wrong: null };
}

function Fields({ target, administers }: { target: TelemetryView; administers: boolean }) {
  const t = useTranslations("settings");
  const tCollector = useTranslations("settings.collector");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const refusalText = useRunErrorText();
  const format = useFormatter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [endpoint, setEndpoint] = useState(target.endpoint ?? "");
  const [contents, setContents] = useState(target.contents);
  const [text, setText] = useState("");
  const { headers, wrong } = readHeaders(text);
  const wanted = { endpoint: endpoint.trim() === "" ? null : endpoint.trim(), contents, ...(headers !== undefined && { headers }) };
  const fits = TelemetryTarget.safeParse(wanted).success;
  const update = useMutation(
    trpc.settings.telemetry.update.mutationOptions({
      onSuccess: async () => {
        setText("");
        notifications.show({ message: t("saved"), color: "teal" });
        await queries.invalidateQueries(trpc.settings.telemetry.pathFilter());
      },
    }),
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (fits && wrong === null) update.mutate(wanted);
  };
  return (
    <Card withBorder bg="var(--minnow-surface)" component="form" onSubmit={save} padding="lg" maw={640}>
      <Stack gap="lg">
        {!administers && <Text c="var(--minnow-text-dim)">{t("ownersOnly")}</Text>}
        <Text size="sm" c="var(--minnow-text-dim)">
          {tCollector("hint")}
        </Text>
        <TextInput
          label={tCollector("endpoint")}
          description={tCollector("endpointHint")}
          value={endpoint}
          maxLength={500}
          onChange={(event) => setEndpoint(event.currentTarget.value)}
          error={!fits && wrong === null && tCollector("endpointInvalid")}
          disabled={!administers}
        />
        <Textarea
          label={tCollector("headers")}
          description={
            target.headerNames.length > 0
              ? tCollector("headersKept", { names: format.list(target.headerNames, { type: "conjunction" }) })
              : tCollector("headersHint")
          }
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={wrong !== null && tCollector("headersInvalid", { line: wrong })}
          disabled={!administers}
        />
        <Switch
          label={tCollector("contents")}
          description={tCollector("contentsHint")}
          checked={contents}
          onChange={(event) => setContents(event.currentTarget.checked)}
          disabled={!administers}
        />
        {target.endpoint !== null && target.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {tCollector("failed", { reason: refusalText(target.error) })}
          </Alert>
        )}
        {target.endpoint !== null && target.error === null && target.toldUntil !== null && (
          <Text size="sm" c="var(--minnow-text-dim)">
            {tCollector("told", { time: format.dateTime(new Date(target.toldUntil), { dateStyle: "medium", timeStyle: "medium" }) })}
          </Text>
        )}
        {update.error !== null && <Alert color="red">{errorText(update.error)}</Alert>}
        {administers && (
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!fits || wrong !== null}>
              {common("save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
