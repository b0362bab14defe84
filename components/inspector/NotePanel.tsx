"use client";

import { Button, Stack, Text, Textarea } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type GraphNote, noteColors } from "@/core/graph/document";
import notes from "../canvas/Notes.module.css";
import { useEditor } from "../editor/EditorContext";
import classes from "./Inspector.module.css";

/** The selected note: its text and its colour. */
export function NotePanel({ note }: { note: GraphNote }) {
  const t = useTranslations("canvas");
  const perform = useEditor((state) => state.perform);
  return (
    <div className={classes.scroll}>
      <Stack gap="md" align="stretch">
        <Textarea
          label={t("noteText")}
          description={t("noteHint")}
          autosize
          minRows={6}
          maxRows={24}
          maxLength={10_000}
          value={note.text}
          onChange={(event) => perform({ type: "editNote", id: note.id, change: { text: event.currentTarget.value } }, `note ${note.id}`)}
        />
        <div>
          <Text size="sm" fw={500} mb={6} component="div">
            {t("noteColor")}
          </Text>
          <div className={notes.swatches} role="radiogroup" aria-label={t("noteColor")}>
            {noteColors.map((color) => (
              <input
                key={color}
                type="radio"
                name={`color of ${note.id}`}
                checked={(note.color ?? "yellow") === color}
                aria-label={t(`color.${color}`)}
                title={t(`color.${color}`)}
                className={`${notes.note} ${notes.swatch}`}
                data-color={color}
                onChange={() => perform({ type: "editNote", id: note.id, change: { color } })}
              />
            ))}
          </div>
        </div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={14} />}
          style={{ alignSelf: "start" }}
          onClick={() => perform({ type: "removeElements", nodes: [note.id], edges: [] })}
        >
          {t("deleteNote")}
        </Button>
      </Stack>
    </div>
  );
}
