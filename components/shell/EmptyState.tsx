import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Shell.module.css";

type Props = {
  icon?: ReactNode;
  title: ReactNode;
  text: ReactNode;
  /** The way from here to a place that is full, one sentence each. */
  steps?: readonly string[];
  action?: ReactNode;
};

/** What a place is for while it is still empty, and the way to fill it. */
export function EmptyState({ icon, title, text, steps = [], action }: Props) {
  return (
    <div className={classes.empty}>
      {icon !== undefined && <span className={classes.emptyIcon}>{icon}</span>}
      <Title order={2}>{title}</Title>
      <Text size="sm" c="var(--minnow-text-dim)" maw={520}>
        {text}
      </Text>
      {steps.length > 0 && (
        <ol className={classes.steps}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {action !== undefined && <div className={classes.emptyAction}>{action}</div>}
    </div>
  );
}
