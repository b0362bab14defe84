import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Shell.module.css";

/** Title, one line of what the place is for, and its main action. */
export function PageHeader({ title, description, actions }: { title: ReactNode; description?: ReactNode; actions?: ReactNode }) {
  return (
    <header className={classes.header}>
      <div className={classes.headerText}>
        <Title order={1}>{title}</Title>
        {description !== undefined && (
          <Text size="sm" c="var(--minnow-text-dim)" mt={3} maw={720}>
            {description}
          </Text>
        )}
      </div>
      {actions}
    </header>
  );
}

/** The width and margins of an ordinary page; the editor fills the place itself. */
export function Page({ children }: { children: ReactNode }) {
  return <div className={classes.inner}>{children}</div>;
}
