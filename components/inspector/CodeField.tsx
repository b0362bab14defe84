"use client";

import { Skeleton, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { CodeEditorProps } from "./CodeEditor";
import classes from "./Inspector.module.css";

/** CodeMirror is large and only needed once a text field is open. */
const CodeEditor = dynamic(() => import("./CodeEditor").then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <Skeleton height={72} radius="sm" />,
});

/** A labelled code or prompt editor. */
export function CodeField({ title, error, ...props }: CodeEditorProps & { title?: ReactNode; error?: ReactNode }) {
  return (
    <div>
      {title !== undefined && (
        <Text size="sm" fw={500} mb={4} component="div">
          {title}
        </Text>
      )}
      <div className={classes.code} data-error={error != null || undefined}>
        <CodeEditor {...props} />
      </div>
      {error != null && (
        <Text size="xs" c="var(--minnow-failed)" mt={4} role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
