"use client";

import {
  Alert,
  Button,
  Checkbox,
  Drawer,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  Stack,
  Switch,
  Tabs,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, lazy, Suspense, useState } from "react";
import type { ModelFacts } from "@/core/connections";
import type { FactName } from "@/core/modelFacts";
import type { ModelInfo } from "@/core/models";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { useSource } from "./FactSource";
import { MadeOf } from "./MadeOf";
import { ModelChip } from "./ModelChip";
import classes from "./Models.module.css";
import { ProbePanel } from "./ProbePanel";
import { PricesPanel } from "./prices/PricesPanel";
import { SizeByName } from "./SizeByName";

/** The catalogue is large: it comes when a model is looked at. */
const CatalogueOffer = lazy(async () => ({ default: (await import("./catalogue/CatalogueOffer")).CatalogueOffer }));

const capabilityNames = ["jsonSchema", "tools", "streaming", "logprobs", "embeddings"] as const;

/** What is known of a model, and a person's word on it. */
export function ModelDrawer({ model, mayEdit, onClose }: { model: ModelInfo | undefined; mayEdit: boolean; onClose(): void }) {
  const common = useTranslations("common");
  const prices = useTranslations("prices");
  return (
    <Drawer
      opened={model !== undefined}
      onClose={onClose}
      position="right"
      title={
        model !== undefined && (
          <ModelChip model={{ label: model.label, class: model.class, simulated: model.connectionKind === "simulated" }} />
        )
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {model !== undefined && (
        <Tabs key={model.key} defaultValue="about">
          <Tabs.List mb="md">
            <Tabs.Tab value="about">{prices("about")}</Tabs.Tab>
            <Tabs.Tab value="prices">{prices("tab")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="about">
            <Form model={model} mayEdit={mayEdit} onClose={onClose} />
          </Tabs.Panel>
          <Tabs.Panel value="prices">
            <PricesPanel model={model} mayEdit={mayEdit} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Drawer>
  );
}

const factsOf = ({
  label,
  parameters,
  classOverride,
  contextTokens,
  quantisation,
  licence,
  capabilities,
  simulation,
  enabled,
}: ModelInfo) => ({
  label,
  parameters,
  classOverride,
  contextTokens,
  quantisation,
  licence,
  capabilities,
  simulation,
  enabled,
});

function Form({ model, mayEdit, onClose }: { model: ModelInfo; mayEdit: boolean; onClose(): void }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const [facts, setFacts] = useState<ModelFacts>(factsOf(model));
  const set = (change: Partial<ModelFacts>) => setFacts((present) => ({ ...present, ...change }));
  const source = useSource(model.sources);
  const { update, remove } = useChanges(onClose);
  const error = update.error ?? remove.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ key: model.key, ...facts });
  };
  return (
    <form onSubmit={submit}>
      <fieldset className={classes.fields} disabled={!mayEdit}>
        <Stack>
          <Text size="sm" c="var(--minnow-text-dim)">
            {model.connectionName} · <code>{model.name}</code>
          </Text>
          <Switch label={t("enabled")} checked={facts.enabled} onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })} />
          <TextInput
            label={t("label")}
            value={facts.label}
            onChange={({ currentTarget }) => set({ label: currentTarget.value })}
            maxLength={80}
            required
          />
          <Quantity
            label={t("parameters")}
            value={facts.parameters}
            description={model.parameters === null || facts.simulation !== null ? undefined : source("parameters")}
            suffix={t("billionSuffix")}
            onChange={(parameters) => set({ parameters })}
          />
          {mayEdit && (
            <Suspense>
              <CatalogueOffer model={model} onTaken={set} />
            </Suspense>
          )}
          {mayEdit && <SizeByName model={model} onTaken={(parameters) => set({ parameters })} />}
          <Input.Wrapper label={t("classLabel")} labelElement="div">
            <SegmentedControl
              fullWidth
              disabled={!mayEdit}
              data={[
                { value: "size", label: t("bySize") },
                { value: "slm", label: t("class.slm") },
                { value: "llm", label: t("class.llm") },
              ]}
              value={facts.classOverride ?? "size"}
              onChange={(value) => set({ classOverride: value === "slm" || value === "llm" ? value : null })}
            />
          </Input.Wrapper>
          <Quantity
            label={t("context")}
            value={facts.contextTokens}
            description={model.contextTokens === null || facts.simulation !== null ? undefined : source("contextTokens")}
            whole
            onChange={(contextTokens) => set({ contextTokens })}
          />
          {facts.simulation === null && <MadeOf model={model} value={facts} onChange={set} />}
          {facts.simulation === null ? (
            <Capabilities value={facts.capabilities} source={source} onChange={(capabilities) => set({ capabilities })} />
          ) : (
            <SimulationFields value={facts.simulation} onChange={(simulation) => set({ simulation })} />
          )}
          <ProbePanel model={model} mayEdit={mayEdit} onFound={({ capabilities }) => set({ capabilities })} />
          {error !== null && <Alert color="red">{errorText(error)}</Alert>}
          {mayEdit && (
            <Group justify="space-between">
              {model.connectionKind === "simulated" ? (
                <span />
              ) : (
                <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate({ key: model.key })}>
                  {t("removeModel")}
                </Button>
              )}
              <Button type="submit" loading={update.isPending} disabled={facts.label.trim() === ""}>
                {common("save")}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

function useChanges(onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const after = {
    onSuccess: async () => {
      // Class and prices show on every page.
      await queries.invalidateQueries();
      onClose();
    },
  };
  return {
    update: useMutation(trpc.models.updateModel.mutationOptions(after)),
    remove: useMutation(trpc.models.removeModel.mutationOptions(after)),
  };
}

type QuantityProps = {
  label: string;
  value: number | null;
  description?: string | undefined;
  whole?: boolean;
  suffix?: string;
  onChange(value: number | null): void;
};

/** A number that may be unknown. */
function Quantity({ value, whole = false, onChange, ...props }: QuantityProps) {
  const t = useTranslations("models");
  return (
    <NumberInput
      {...props}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
      placeholder={t("unknown")}
      min={0}
      allowDecimal={!whole}
      thousandSeparator=" "
      hideControls
    />
  );
}

type CapabilitiesProps = {
  value: ModelFacts["capabilities"];
  source(name: FactName): string;
  onChange(value: ModelFacts["capabilities"]): void;
};

function Capabilities({ value, source, onChange }: CapabilitiesProps) {
  const t = useTranslations("models");
  return (
    <Input.Wrapper label={t("columnCapabilities")} labelElement="div">
      <Stack gap="xs" mt={6}>
        {capabilityNames.map((name) => (
          <Checkbox
            key={name}
            label={t(`capability.${name}`)}
            description={`${t(`capabilityHint.${name}`)} (${source(name)})`}
            checked={value[name]}
            onChange={({ currentTarget }) => onChange({ ...value, [name]: currentTarget.checked })}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
}

type Simulated = NonNullable<ModelFacts["simulation"]>;

function SimulationFields({ value, onChange }: { value: Simulated; onChange(value: Simulated): void }) {
  const t = useTranslations("models");
  const number = (name: keyof Simulated, scale: number, max: number, suffix: string) => (
    <NumberInput
      label={t(`simulation.${name}`)}
      value={Math.round(value[name] * scale * 100) / 100}
      onChange={(next) => typeof next === "number" && onChange({ ...value, [name]: next / scale })}
      min={name === "tokensPerSecond" ? 1 : 0}
      max={max}
      suffix={suffix}
      clampBehavior="strict"
    />
  );
  return (
    <Stack gap="xs">
      <Text size="sm" c="var(--minnow-text-dim)">
        {t("simulation.text")}
      </Text>
      {number("quality", 100, 100, " %")}
      {number("firstTokenMs", 1, 60_000, " ms")}
      {number("tokensPerSecond", 1, 100_000, "")}
    </Stack>
  );
}
