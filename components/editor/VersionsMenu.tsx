"use client";

import { ActionIcon, Loader, Popover, Stack, Text, Tooltip } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Editor.module.css";
import { useEditor } from "./EditorContext";

/** Published versions, newest first; one of them is live. */
export function VersionsMenu() {
  const t = useTranslations("editor.versions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const id = useEditor((state) => state.graph.id);
  const unpublished = useEditor((state) => state.unpublished);
  const [open, setOpen] = useState(false);
  const { data, error, isPending } = useQuery(trpc.graphs.versions.queryOptions({ id }, { enabled: open, staleTime: 0 }));
  return (
    <Popover opened={open} onChange={setOpen} width={340} position="bottom-end" shadow="md" withArrow>
      <Popover.Target>
        <Tooltip label={t("title")}>
          <ActionIcon size="lg" aria-label={t("title")} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconHistory size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Stack gap={8} mah={400} style={{ overflow: "auto" }}>
          <Text size="sm" fw={600}>
            {t("title")}
          </Text>
          {error !== null ? (
            <Text size="xs" c="var(--minnow-failed)">
              {errorText(error)}
            </Text>
          ) : isPending ? (
            <Loader size="xs" />
          ) : (
            <>
              {(unpublished || data.length === 0) && (
                <Text size="xs" c="var(--minnow-text-dim)">
                  {data.length === 0 ? t("none") : t("draftDiffers")}
                </Text>
              )}
              {data.map((version) => (
                <div key={version.number} className={classes.version}>
                  <span className={classes.versionNumber}>{t("number", { number: version.number })}</span>
                  {version.live && <span className={classes.live}>{t("live")}</span>}
                  <Text span size="xs" c="var(--minnow-text-dim)" ml="auto">
                    <When at={version.createdAt} />
                  </Text>
                  <Text size="xs" w="100%">
                    {version.message === "" ? t("noMessage") : version.message}
                    {version.author !== null && (
                      <Text span c="var(--minnow-text-dim)">
                        {" "}
                        · {version.author}
                      </Text>
                    )}
                  </Text>
                </div>
              ))}
            </>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
