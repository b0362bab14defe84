"use client";

import { Button, Group, Radio, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CorrectionForm as Form, NewCorrection } from "@/core/privacy/corrections";
import { FoundKind } from "@/core/privacy/kinds";
import { useCorrecting } from "./useCorrecting";

type Props = { text?: string; missedOnly?: boolean; autoFocus?: boolean; onDone?: () => void; onCancel?: () => void };

/** Says of a text or a form of texts that it is personal, or harmless. */
export function CorrectionForm({ text: given = "", missedOnly = false, autoFocus = false, onDone, onCancel }: Props) {
  const t = useTranslations("curation");
  const kinds = useTranslations("settings.curation.kind");
  const [text, setText] = useState(given);
  const [form, setForm] = useState<Form>("value");
  const [verdict, setVerdict] = useState<"missed" | "harmless">("missed");
  const [kind, setKind] = useState<FoundKind>("person");
  const correct = useCorrecting(() => {
    setText("");
    onDone?.();
  });
  const correction = NewCorrection.safeParse({ verdict, form, text, kind: verdict === "missed" ? kind : null });
  return (
    <form
      aria-label={t("corrections.new")}
      onSubmit={(event) => {
        event.preventDefault();
        if (correction.success) correct.mutate(correction.data);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("form.text")}
          description={form === "pattern" ? t("form.patternHint") : missedOnly ? t("missedHint") : t("form.textHint")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={200}
          error={text !== "" && !correction.success && t("form.invalid")}
          autoFocus={autoFocus}
        />
        <Group gap="lg" align="flex-end">
          <div>
            <SegmentedControl
              aria-label={t("form.form")}
              value={form}
              onChange={(value) => setForm(Form.parse(value))}
              data={Form.options.map((value) => ({ value, label: t(`form.${value}`) }))}
            />
          </div>
          {verdict === "missed" && (
            <Select
              label={t("form.kind")}
              data={FoundKind.options.map((value) => ({ value, label: kinds(value) }))}
              value={kind}
              onChange={(value) => setKind(FoundKind.safeParse(value).data ?? kind)}
              allowDeselect={false}
              w={220}
            />
          )}
        </Group>
        {!missedOnly && (
          <Radio.Group
            label={t("form.what")}
            value={verdict}
            onChange={(value) => setVerdict(value === "harmless" ? "harmless" : "missed")}
          >
            <Group gap="lg" mt={6}>
              <Radio value="missed" label={t("form.missed")} />
              <Radio value="harmless" label={t("form.harmless")} />
            </Group>
          </Radio.Group>
        )}
        <Group gap="xs">
          <Button type="submit" size="xs" disabled={!correction.success} loading={correct.isPending}>
            {t("form.save")}
          </Button>
          {onCancel !== undefined && (
            <Button size="xs" variant="subtle" onClick={onCancel}>
              {t("form.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
