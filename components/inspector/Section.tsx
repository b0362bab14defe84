"use client";

import { Stack, UnstyledButton } from "@mantine/core";
import { IconAlertTriangleFilled, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import classes from "./Inspector.module.css";

type SectionProps = {
  title: string;
  startOpen?: boolean;
  /** What to say at the title while the section is folded, because something in it is wrong. */
  warning?: string | undefined;
  children: ReactNode;
};

/** A part of the inspector that folds away. */
export function Section({ title, startOpen = true, warning, children }: SectionProps) {
  const [open, setOpen] = useState(startOpen);
  const id = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.section} aria-labelledby={id}>
      <UnstyledButton
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        style={{ display: "flex", alignItems: "center", gap: 4, width: "100%" }}
      >
        <Chevron size={14} aria-hidden />
        <h3 id={id} className={classes.sectionTitle}>
          {title}
        </h3>
        {!open && warning !== undefined && (
          <IconAlertTriangleFilled size={13} color="var(--minnow-failed)" role="img" aria-label={warning} />
        )}
      </UnstyledButton>
      {open && (
        <Stack gap={10} mt={8}>
          {children}
        </Stack>
      )}
    </section>
  );
}
