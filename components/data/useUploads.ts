"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { AddedDocument } from "@/core/knowledge/base";
import { postFile } from "../shell/postFile";

export type Upload = {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  sent: number;
  outcome: { ok: true; added: boolean; chunks: number } | { ok: false; message: string } | null;
};

let count = 0;

/** Files on their way to a knowledge base, one after the other, each with how far it got. */
export function useUploads(baseId: string, onAdded: () => void) {
  const t = useTranslations("data");
  const [uploads, setUploads] = useState<Upload[]>([]);
  const change = (id: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)));
  const add = (files: readonly File[]) => {
    const started = files.map((file) => ({ file, upload: { id: count++, name: file.name, size: file.size, sent: 0, outcome: null } }));
    setUploads((all) => [...all, ...started.map(({ upload }) => upload)]);
    void (async () => {
      for (const { file, upload } of started) {
        const outcome = await send(baseId, file, (sent) => change(upload.id, { sent })).catch(() => ({
          ok: false as const,
          message: t("notSent"),
        }));
        change(upload.id, { outcome });
        if (outcome.ok) onAdded();
      }
    })();
  };
  return { uploads, add };
}

async function send(baseId: string, file: File, progress: (sent: number) => void): Promise<NonNullable<Upload["outcome"]>> {
  const posted = await postFile(`/api/knowledge/${baseId}/documents?name=${encodeURIComponent(file.name)}`, file, progress);
  return posted.ok ? { ok: true, ...AddedDocument.parse(posted.answer) } : { ok: false, message: posted.detail };
}
