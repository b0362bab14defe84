"use client";

import { Alert, Button, Card, Code, Group, Progress, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconArrowLeft, IconFileImport, IconRefresh } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Bytes } from "../format/Quantity";
import { UnknownSizes } from "../models/UnknownSizes";
import classes from "../runs/Runs.module.css";
import { DropZone } from "../shell/DropZone";
import { PageHeader } from "../shell/PageHeader";
import { type Log, useLogs } from "./useLogs";

const endings = [".jsonl", ".ndjson", ".json", ".gz", ".log", ".txt"];

/** Bringing in what agents that run elsewhere have recorded: files here, and the ways for programs. */
export function ImportPage({ may }: { may: boolean }) {
  const t = useTranslations("ingest");
  const [agent, setAgent] = useState("");
  const { logs, add, goOn } = useLogs();
  return (
    <>
      <Link href="/runs" className={classes.back}>
        <IconArrowLeft size={14} aria-hidden /> {t("toRuns")}
      </Link>
      <PageHeader title={t("title")} description={t("description")} />
      {may ? (
        <Stack gap="md">
          <TextInput
            label={t("agent")}
            description={t("agentHint")}
            maw={420}
            maxLength={120}
            value={agent}
            onChange={(event) => setAgent(event.currentTarget.value)}
          />
          <DropZone icon={IconFileImport} label={t("drop")} hint={t("dropHint")} endings={endings} onFiles={(files) => add(files, agent)} />
          <Stack gap="sm" aria-live="polite">
            {logs.map((log) => (
              <LogCard key={log.id} log={log} onAgain={() => goOn(log.id)} />
            ))}
          </Stack>
          {logs.some(({ report }) => report.calls > 0) && <UnknownSizes />}
        </Stack>
      ) : (
        <Alert variant="light">{t("mayNot")}</Alert>
      )}
      <Ways />
    </>
  );
}

function LogCard({ log: { file, sent, report, state }, onAgain }: { log: Log; onAgain(): void }) {
  const t = useTranslations("ingest");
  const percent = file.size === 0 ? 100 : (100 * sent) / file.size;
  return (
    <Card withBorder bg="var(--minnow-surface)" component="article" aria-label={file.name}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600} truncate title={file.name}>
            {file.name}
          </Text>
          <Text size="sm" c="var(--minnow-text-dim)">
            <Bytes value={file.size} />
          </Text>
        </Group>
        {state.type === "sending" && (
          <>
            <Progress value={percent} aria-label={t("progress")} />
            <Text size="sm" c="var(--minnow-text-dim)">
              {percent < 100 ? t("sending", { percent: Math.floor(percent) }) : t("reading")}
            </Text>
          </>
        )}
        {(state.type === "done" || report.lines > 0) && (
          <Text size="sm">
            {t("told", { lines: report.lines, runs: report.runs, calls: report.calls })}
            {report.known > 0 && ` ${t("known", { count: report.known })}`}
            {report.waiting > 0 && ` ${t("waiting", { count: report.waiting })}`}
          </Text>
        )}
        {report.graphs.length > 0 && (
          <Group gap="xs">
            {report.graphs.map(({ id, name }) => (
              <Group key={id} gap={6}>
                <Button component={Link} href={`/graphs/${id}`} size="compact-sm" variant="light">
                  {t("openGraph", { name })}
                </Button>
                <Button component={Link} href={`/runs?graph=${id}`} size="compact-sm" variant="default">
                  {t("openRuns")}
                </Button>
              </Group>
            ))}
          </Group>
        )}
        {state.type === "broken" && (
          <Alert color="red" variant="light" role="alert">
            {state.message}
            {state.again && (
              <Button mt="xs" size="xs" variant="default" display="block" leftSection={<IconRefresh size={14} />} onClick={onAgain}>
                {t("goOn")}
              </Button>
            )}
          </Alert>
        )}
        {report.rejected > 0 && <Problems report={report} />}
      </Stack>
    </Card>
  );
}

function Problems({ report: { problems, rejected } }: { report: Log["report"] }) {
  const t = useTranslations("ingest");
  return (
    <Alert
      color="yellow"
      variant="light"
      title={t("problems", { count: rejected })}
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      <Table withRowBorders={false} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={80}>{t("line")}</Table.Th>
            <Table.Th>{t("reason")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.slice(0, 20).map(({ line, reason }) => (
            <Table.Tr key={line}>
              <Table.Td className="tabular">{line}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rejected > 20 && <Text size="sm">{t("moreProblems", { count: rejected - 20 })}</Text>}
    </Alert>
  );
}

/** How programs bring logs in. */
function Ways() {
  const t = useTranslations("ingest");
  const origin = useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => "",
  );
  const ways = [
    {
      key: "curl",
      text: `curl ${origin}/api/v1/ingest?agent=my-agent \\\n  -H "Authorization: Bearer $MINNOW_KEY" --data-binary @calls.jsonl`,
    },
    {
      key: "otlp",
      text: `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${origin}/api/v1/otlp/v1/traces\nOTEL_EXPORTER_OTLP_TRACES_HEADERS="Authorization=Bearer $MINNOW_KEY"\nOTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf`,
    },
    { key: "cli", text: `MINNOW_URL=${origin} MINNOW_KEY=… npm run minnow -- import calls.jsonl.gz` },
  ] as const;
  return (
    <Stack gap="md" mt="xl">
      <h2 className={classes.heading}>{t("ways.title")}</h2>
      <Text size="sm" c="var(--minnow-text-dim)">
        {t.rich("ways.hint", { link: (words) => <Link href="/settings">{words}</Link> })}
      </Text>
      {ways.map(({ key, text }) => (
        <div key={key}>
          <Text size="sm" fw={500} mb={4}>
            {t(`ways.${key}`)}
          </Text>
          <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {text}
          </Code>
        </div>
      ))}
      <Text size="sm" c="var(--minnow-text-dim)">
        {t("ways.formats")}
      </Text>
    </Stack>
  );
}
