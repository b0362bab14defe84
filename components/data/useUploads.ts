"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { AddedDocument } from "@/core/knowledge/base";

export type Upload = {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  sent: number;
  outcome: { ok: true; added: boolean; chunks: number } | { ok: false; message: string } | null;
};

const Refusal = z.object({ detail: z.string() });
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

/** fetch tells nothing of what has been sent, which matters with large files. */
function send(baseId: string, file: File, progress: (sent: number) => void): Promise<NonNullable<Upload["outcome"]>> {
  const { promise, resolve, reject } = Promise.withResolvers<NonNullable<Upload["outcome"]>>();
  const request = new XMLHttpRequest();
  request.open("POST", `/api/knowledge/${baseId}/documents?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.upload.onprogress = ({ loaded }) => progress(loaded);
  request.onload = () => {
    try {
      const body: unknown = JSON.parse(request.responseText);
      if (request.status < 300) resolve({ ok: true, ...AddedDocument.parse(body) });
      else resolve({ ok: false, message: Refusal.parse(body).detail });
    } catch (error) {
      reject(error);
    }
  };
  request.onerror = reject;
  request.send(file);
  return promise;
}
