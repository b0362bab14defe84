"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { agentOf, emptyReport, joinReports, partsOf } from "@/core/ingest/parts";
import { IngestReport } from "@/core/ingest/report";
import { postFile } from "../shell/postFile";
import { useTRPC } from "../trpc";

/** A log on its way, as far as it got. Sizes in bytes. */
export type Log = {
  id: number;
  file: File;
  agent: string;
  sent: number;
  /** What has been taken for good, and where to go on from. */
  taken: number;
  lines: number;
  report: IngestReport;
  state: { type: "sending" } | { type: "done" } | { type: "broken"; message: string; again: boolean };
};

let count = 0;

class Refused extends Error {}

/** Logs that are sent part by part, one file after the other; one whose connection broke goes on where it was. */
export function useLogs() {
  const t = useTranslations("ingest");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [logs, setLogs] = useState<Log[]>([]);
  const known = useRef(new Map<number, Log>());
  const queue = useRef(Promise.resolve());
  const change = (id: number, part: Partial<Log>) => {
    const log = known.current.get(id);
    if (log === undefined) return;
    known.current.set(id, { ...log, ...part });
    setLogs([...known.current.values()]);
  };
  const sendLog = async (id: number) => {
    const start = known.current.get(id);
    if (start === undefined) return;
    try {
      for await (const { from, to, lines } of partsOf(start.file, start.taken)) {
        const now = known.current.get(id) ?? start;
        const address = new URLSearchParams({ before: String(now.lines), ...(now.agent !== "" && { agent: now.agent }) });
        const report = await send(`/api/ingest?${address}`, now.file.slice(from, to), (sent) => change(id, { sent: from + sent }));
        change(id, { taken: to, sent: to, lines: now.lines + lines, report: joinReports(now.report, report) });
      }
      change(id, { state: { type: "done" } });
    } catch (error) {
      const refused = error instanceof Refused;
      change(id, { state: { type: "broken", message: refused ? error.message : t("broken"), again: !refused } });
    }
    await Promise.all([trpc.runs, trpc.graphs, trpc.models, trpc.insights].map((path) => queries.invalidateQueries(path.pathFilter())));
  };
  const enqueue = (id: number) => {
    queue.current = queue.current.then(() => sendLog(id));
  };
  return {
    logs,
    add(files: readonly File[], agent: string) {
      for (const file of files) {
        const id = count++;
        const named = agent.trim() === "" ? agentOf(file.name) : agent.trim();
        known.current.set(id, { id, file, agent: named, sent: 0, taken: 0, lines: 0, report: emptyReport(), state: { type: "sending" } });
        enqueue(id);
      }
      setLogs([...known.current.values()]);
    },
    goOn(id: number) {
      change(id, { state: { type: "sending" } });
      enqueue(id);
    },
  };
}

/** A refusal is final; what a server breaks on, or a connection, may go well the next time. */
async function send(address: string, body: Blob, progress: (sent: number) => void): Promise<IngestReport> {
  const posted = await postFile(address, body, progress);
  if (posted.ok) return IngestReport.parse(posted.answer);
  throw posted.status < 500 ? new Refused(posted.detail) : new Error(posted.detail);
}
