"use client";

import { Alert, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import classes from "./Graphs.module.css";
import { templateKeys, useCreateGraph } from "./NewGraph";

const starts = ["support-triage", "order-desk-agent", "order-desk-code"] as const;

/** The finished graphs to begin with, one click each. */
export function StartCards() {
  const t = useTranslations("graphs");
  const errorText = useErrorText();
  const create = useCreateGraph();
  return (
    <>
      <div className={classes.starts}>
        {starts.map((template) => (
          <UnstyledButton
            key={template}
            className={classes.startCard}
            disabled={create.isPending || create.isSuccess}
            onClick={() => create.mutate({ name: t(`templates.${templateKeys[template]}.name`), template })}
          >
            <strong>{t(`templates.${templateKeys[template]}.title`)}</strong>
            <span>{t(`templates.${templateKeys[template]}.text`)}</span>
          </UnstyledButton>
        ))}
      </div>
      {create.error !== null && (
        <Alert color="red" variant="light" mt="sm" role="alert">
          {errorText(create.error)}
        </Alert>
      )}
    </>
  );
}
