"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PortName } from "@/core/graph/names";

type Props = Omit<TextInputProps, "value" | "onChange"> & {
  value: string;
  /** Names of the other entries, which this one may not repeat. */
  taken: readonly string[];
  reserved?: readonly string[];
  onRename(name: string): void;
};

/** A port name. It is taken over while it is valid; an invalid one says why and goes back to the last valid one on leaving. */
export function NameInput({ value, taken, reserved = [], onRename, ...props }: Props) {
  const t = useTranslations("editor.names");
  const [text, setText] = useState<string | null>(null);
  const slip = (name: string) => {
    if (!PortName.safeParse(name).success) return t("shape");
    if (reserved.includes(name)) return t("reserved", { name });
    return taken.includes(name) ? t("taken", { name }) : null;
  };
  return (
    <TextInput
      size="xs"
      maxLength={60}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      {...props}
      value={text ?? value}
      error={text === null ? undefined : slip(text)}
      onChange={(event) => {
        const name = event.currentTarget.value;
        setText(name);
        if (slip(name) === null && name !== value) onRename(name);
      }}
      onBlur={() => setText(null)}
    />
  );
}
