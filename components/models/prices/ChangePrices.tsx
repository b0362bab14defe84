"use client";

import { Alert, Button, Group, NumberInput, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { ModelInfo } from "@/core/models";
import { type DatedPrices, HardwareUse, type NewPrices, TokenPrices } from "@/core/prices";
import { useErrorText } from "../../format/sentences";
import { useTRPC } from "../../trpc";
import classes from "./Prices.module.css";
import { dayOf, startOfDay } from "./validFrom";
import { useArithmetic } from "./words";

type Props = { model: ModelInfo; present: DatedPrices | null; onClose(): void };

const unsaid: TokenPrices = { inputPrice: null, outputPrice: null, cachedInputPrice: null, reasoningPrice: null };

/** Prices from a day on, entered per token or following from hardware of one's own. */
export function ChangePrices({ model, present, onClose }: Props) {
  const t = useTranslations("prices");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const kept = present?.origin.by === "hardware" ? present.origin.use : null;
  const [by, setBy] = useState<NewPrices["by"]>(kept !== null || isOwn(model) ? "hardware" : "person");
  const [prices, setPrices] = useState<TokenPrices>(present === null ? unsaid : TokenPrices.parse(present));
  const [use, setUse] = useState<Partial<HardwareUse>>(kept ?? { utilisation: 0.5 });
  const [day, setDay] = useState(() => dayOf(new Date()));
  const [wrong, setWrong] = useState<"dateNeeded" | "bothNeeded" | "hardwareNeeded" | null>(null);
  const set = useMutation(
    trpc.models.setPrices.mutationOptions({
      onSuccess: async () => {
        // Prices show on every page.
        await queries.invalidateQueries();
        onClose();
      },
    }),
  );
  const whole = HardwareUse.safeParse(use);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const from = startOfDay(day, new Date());
    if (from === null) return setWrong("dateNeeded");
    const on = { key: model.key, from };
    if (by === "hardware") {
      if (!whole.success) return setWrong("hardwareNeeded");
      set.mutate({ ...on, by, use: whole.data });
    } else {
      if (prices.inputPrice === null || prices.outputPrice === null) return setWrong("bothNeeded");
      set.mutate({ ...on, by, prices });
    }
    setWrong(null);
  };
  return (
    <form onSubmit={submit} aria-label={t("change")} className={classes.change} noValidate>
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          aria-label={t("said.label")}
          value={by}
          onChange={(value) => setBy(value === "hardware" ? "hardware" : "person")}
          data={[
            { value: "person", label: t("said.person") },
            { value: "hardware", label: t("said.hardware") },
          ]}
        />
        {by === "person" ? (
          <PerToken value={prices} onChange={(change) => setPrices({ ...prices, ...change })} />
        ) : (
          <Hardware value={use} onChange={(change) => setUse({ ...use, ...change })} />
        )}
        {by === "hardware" && whole.success && <Arithmetic use={whole.data} />}
        <TextInput
          type="date"
          label={t("validFrom")}
          description={t("validFromHint")}
          value={day}
          onChange={({ currentTarget }) => setDay(currentTarget.value)}
          required
        />
        {wrong !== null && (
          <Alert color="red" role="alert">
            {t(wrong)}
          </Alert>
        )}
        {set.error !== null && <Alert color="red">{errorText(set.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="subtle" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {t("use")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Is its server most likely a machine whose hours are paid? */
const isOwn = ({ connectionKind }: ModelInfo): boolean => connectionKind === "ollama" || connectionKind === "gguf";

type Amount = { label: string; hint?: string; value: number | null | undefined; prefix?: string; suffix?: string; placeholder?: string };

function AmountInput({ label, hint, value, onChange, ...props }: Amount & { onChange(value: number | null): void }) {
  return (
    <NumberInput
      {...props}
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
      min={0}
      decimalScale={6}
      thousandSeparator=" "
      hideControls
    />
  );
}

function PerToken({ value, onChange }: { value: TokenPrices; onChange(change: Partial<TokenPrices>): void }) {
  const t = useTranslations("prices");
  return (
    <SimpleGrid cols={2} spacing="sm">
      <AmountInput
        label={t("input")}
        hint={t("perMillion")}
        prefix="$"
        value={value.inputPrice}
        onChange={(inputPrice) => onChange({ inputPrice })}
      />
      <AmountInput
        label={t("output")}
        hint={t("perMillion")}
        prefix="$"
        value={value.outputPrice}
        onChange={(outputPrice) => onChange({ outputPrice })}
      />
      <AmountInput
        label={t("cachedInput")}
        hint={t("cachedInputHint")}
        prefix="$"
        placeholder={t("asInput")}
        value={value.cachedInputPrice}
        onChange={(cachedInputPrice) => onChange({ cachedInputPrice })}
      />
      <AmountInput
        label={t("reasoning")}
        hint={t("reasoningHint")}
        prefix="$"
        placeholder={t("asOutput")}
        value={value.reasoningPrice}
        onChange={(reasoningPrice) => onChange({ reasoningPrice })}
      />
    </SimpleGrid>
  );
}

function Hardware({ value, onChange }: { value: Partial<HardwareUse>; onChange(change: Partial<HardwareUse>): void }) {
  const t = useTranslations("prices");
  const number = (name: keyof HardwareUse) => ({
    label: t(name),
    value: value[name],
    onChange: (next: number | null) => onChange({ [name]: next ?? undefined }),
  });
  const { utilisation } = value;
  return (
    <SimpleGrid cols={2} spacing="sm">
      <AmountInput {...number("hourly")} prefix="$" />
      <AmountInput
        label={t("utilisation")}
        suffix=" %"
        value={utilisation === undefined ? null : Math.round(utilisation * 10_000) / 100}
        onChange={(next) => onChange({ utilisation: next === null ? undefined : next / 100 })}
      />
      <AmountInput {...number("inputPerSecond")} hint={t("fullLoad")} />
      <AmountInput {...number("outputPerSecond")} hint={t("fullLoad")} />
    </SimpleGrid>
  );
}

function Arithmetic({ use }: { use: HardwareUse }) {
  const arithmetic = useArithmetic();
  return (
    <div role="status">
      {arithmetic(use).map((line) => (
        <p key={line} className={classes.arithmetic}>
          {line}
        </p>
      ))}
    </div>
  );
}
