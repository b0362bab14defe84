"use client";

import { Button, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";

/** Pause, resume and stop, as far as the run's state allows. */
export function RunControls({ run, size = "sm" }: { run: RunView; size?: "compact-sm" | "sm" }) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const cancel = useMutation(trpc.runs.cancel.mutationOptions());
  const pause = useMutation(trpc.runs.pause.mutationOptions());
  const resume = useMutation(trpc.runs.resume.mutationOptions());
  if (hasFinished(run.status)) return null;
  const error = cancel.error ?? pause.error ?? resume.error;
  const held = run.status === "paused" || run.pauseRequested;
  return (
    <>
      {error !== null && (
        <Text size="sm" c="var(--minnow-failed)" role="alert">
          {errorText(error)}
        </Text>
      )}
      {held ? (
        <Button
          size={size}
          variant="default"
          leftSection={<IconPlayerPlay size={15} />}
          disabled={resume.isPending}
          onClick={() => resume.mutate({ runId: run.id })}
        >
          {t("resume")}
        </Button>
      ) : (
        <Button
          size={size}
          variant="default"
          leftSection={<IconPlayerPause size={15} />}
          disabled={pause.isPending || cancel.isSuccess}
          onClick={() => pause.mutate({ runId: run.id })}
        >
          {t("pause")}
        </Button>
      )}
      <Button
        size={size}
        variant="default"
        leftSection={<IconPlayerStop size={15} />}
        onClick={() => cancel.mutate({ runId: run.id })}
        disabled={cancel.isPending || cancel.isSuccess}
      >
        {cancel.isSuccess ? t("stopping") : t("stop")}
      </Button>
    </>
  );
}
