"use client";

import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Json } from "@/core/graph/json";
import type { Prompt } from "@/core/graph/playground";
import { RunField } from "../editor/RunField";
import { type FormValues, readForm } from "../editor/runInput";
import { useErrorText } from "../format/sentences";
import { Loaded } from "../settings/Loaded";
import { useTRPC } from "../trpc";
import { expectationFields, expectationValues, glimpse, inputFor } from "./form";
import { useToldWithLink } from "./useToldWithLink";

type Props = { prompt: Prompt; answer: Json; onClose(): void };

/** Makes a test case of the variables' values, in a graph that takes just those; what is expected may be corrected first. */
export function SaveAsCase({ prompt, answer, onClose }: Props) {
  const t = useTranslations("playground.case");
  const trpc = useTRPC();
  const targets = useQuery(trpc.playground.targets.queryOptions(undefined, { staleTime: 0 }));
  return (
    <Modal opened onClose={onClose} title={t("title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Loaded query={targets}>
        {(list) => {
          const fitting = list.flatMap((target) => {
            const input = inputFor(target.fields, prompt.inputs);
            return input === null ? [] : [{ ...target, input }];
          });
          const names = Object.keys(prompt.inputs);
          return fitting.length === 0 ? (
            <Text size="sm">{names.length === 0 ? t("noVariables") : t("noneFits", { names: names.join(", ") })}</Text>
          ) : (
            <CaseForm prompt={prompt} answer={answer} fitting={fitting} onClose={onClose} />
          );
        }}
      </Loaded>
    </Modal>
  );
}

type Fitting = { graphId: string; name: string; outputs: string[]; input: Prompt["inputs"] };

function CaseForm({ prompt, answer, fitting, onClose }: Props & { fitting: readonly Fitting[] }) {
  const t = useTranslations("playground.case");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const tell = useToldWithLink();
  const [graphId, setGraphId] = useState(fitting[0]?.graphId ?? "");
  const [name, setName] = useState(() => glimpse(prompt, 60));
  const [typed, setTyped] = useState<FormValues>({});
  const graph = fitting.find((one) => one.graphId === graphId);
  const outputs = graph?.outputs ?? [];
  const fields = expectationFields(outputs, answer);
  const values = { ...expectationValues(outputs, answer), ...typed };
  const expected = readForm(fields, values);
  const save = useMutation(
    trpc.playground.saveCase.mutationOptions({
      onSuccess() {
        tell(t("saved", { graph: graph?.name ?? "" }), `/graphs/${graphId}`, t("open"));
        onClose();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (graph === undefined || !expected.ok) return;
        const some = Object.keys(expected.input).length > 0;
        save.mutate({ graphId, name, input: graph.input, ...(some && { expected: expected.input }) });
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("how")}
        </Text>
        <Select
          label={t("graph")}
          allowDeselect={false}
          searchable={fitting.length > 8}
          data={fitting.map((one) => ({ value: one.graphId, label: one.name }))}
          value={graphId}
          onChange={(value) => {
            setGraphId(value ?? graphId);
            setTyped({});
          }}
        />
        <TextInput label={t("name")} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {fields.map((field) => (
          <RunField
            key={`${graphId} ${field.name}`}
            field={{ ...field, label: t("expected", { field: field.name }) }}
            value={values[field.name] ?? ""}
            slip={expected.ok ? null : (expected.slips[field.name] ?? null)}
            onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {save.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(save.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
