"use client";

import { Stack, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import classes from "./Inspector.module.css";

/** A part of the inspector that folds away. */
export function Section({ title, startOpen = true, children }: { title: string; startOpen?: boolean; children: ReactNode }) {
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
      </UnstyledButton>
      {open && (
        <Stack gap={10} mt={8}>
          {children}
        </Stack>
      )}
    </section>
  );
}
