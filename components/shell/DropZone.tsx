"use client";

import { Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./Shell.module.css";

type Props = { icon: Icon; label: string; hint: string; endings: readonly string[]; onFiles(files: File[]): void };

/** A place to drop files onto; pressed, it lets one choose them. */
export function DropZone({ icon: ZoneIcon, label, hint, endings, onFiles }: Props) {
  const [over, setOver] = useState(false);
  return (
    <label
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <ZoneIcon size={24} stroke={1.5} aria-hidden />
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="var(--minnow-text-dim)">
        {hint}
      </Text>
      <input
        type="file"
        multiple
        accept={endings.join(",")}
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
