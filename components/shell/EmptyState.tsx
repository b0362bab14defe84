import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Shell.module.css";

/** What a place is for while it is still empty, and the way to fill it. */
export function EmptyState({ icon, title, text, action }: { icon?: ReactNode; title: ReactNode; text: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      {icon}
      <Title order={2}>{title}</Title>
      <Text size="sm" c="var(--minnow-text-dim)" maw={480}>
        {text}
      </Text>
      {action}
    </div>
  );
}
