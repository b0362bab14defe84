"use client";

import {
  ActionIcon,
  Button,
  Checkbox,
  Collapse,
  Group,
  Input,
  NumberInput,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { IconChevronRight, IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { ConnectionInfo, ConnectionOptions } from "@/core/connections";
import type { Draft } from "./connectionDraft";
import classes from "./Models.module.css";

type Props = { draft: Draft; change(part: Partial<Draft>): void; connection: ConnectionInfo | undefined };

/** What most connections never need: headers, a proxy, limits and patience. */
export function ConnectionAdvanced({ draft, change, connection }: Props) {
  const t = useTranslations("connecting");
  const [opened, setOpened] = useState(false);
  const id = useId();
  const { kind, options } = draft;
  const set = (part: Partial<ConnectionOptions>) => change({ options: { ...options, ...part } });
  return (
    <div>
      <UnstyledButton
        className={classes.disclosure}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
        data-opened={opened || undefined}
      >
        <IconChevronRight size={16} aria-hidden /> {t("advanced")}
      </UnstyledButton>
      <Collapse expanded={opened} id={id}>
        <Stack pt="sm">
          {kind === "openai" && (
            <Group grow align="flex-start">
              <TextInput
                label={t("organization")}
                value={options.organization}
                onChange={({ currentTarget }) => set({ organization: currentTarget.value })}
                maxLength={200}
              />
              <TextInput
                label={t("project")}
                value={options.project}
                onChange={({ currentTarget }) => set({ project: currentTarget.value })}
                maxLength={200}
              />
            </Group>
          )}
          <HeaderFields draft={draft} change={change} connection={connection} />
          <ProxyField draft={draft} change={change} connection={connection} />
          <Limits options={options} set={set} />
        </Stack>
      </Collapse>
    </div>
  );
}

/** Values are written only; those that are stored stay until the headers are written anew. */
function HeaderFields({ draft: { headers }, change, connection }: Props) {
  const t = useTranslations("connecting");
  const common = useTranslations("common");
  if (headers === null) {
    return (
      <Input.Wrapper label={t("headers")} labelElement="div">
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text size="xs" c="var(--minnow-text-dim)">
            {t("headersKept", { names: (connection?.headerNames ?? []).join(", ") })}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => change({ headers: [{ name: "", value: "" }] })}>
            {t("headersReplace")}
          </Button>
        </Group>
      </Input.Wrapper>
    );
  }
  const set = (index: number, part: Partial<{ name: string; value: string }>) =>
    change({ headers: headers.map((header, at) => (at === index ? { ...header, ...part } : header)) });
  return (
    <Input.Wrapper label={t("headers")} labelElement="div" description={t("headersHint")}>
      <Stack gap={6} mt={6}>
        {headers.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that stays while they are written
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput
              aria-label={t("headerName", { number: index + 1 })}
              placeholder="X-Team"
              value={name}
              onChange={({ currentTarget }) => set(index, { name: currentTarget.value })}
              flex={1}
            />
            <PasswordInput
              aria-label={t("headerValue", { number: index + 1 })}
              value={value}
              onChange={({ currentTarget }) => set(index, { value: currentTarget.value })}
              autoComplete="off"
              visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
              flex={1}
            />
            <ActionIcon
              aria-label={t("headerRemove", { number: index + 1 })}
              onClick={() => change({ headers: headers.filter((_, at) => at !== index) })}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => change({ headers: [...headers, { name: "", value: "" }] })}
          disabled={headers.length >= 20}
          style={{ alignSelf: "flex-start" }}
        >
          {t("headerAdd")}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

function ProxyField({ draft: { proxy, withoutProxy }, change, connection }: Props) {
  const t = useTranslations("connecting");
  const common = useTranslations("common");
  const stored = connection?.hasProxy === true;
  return (
    <div>
      <PasswordInput
        label={t("proxy")}
        description={stored ? t("proxyKept") : t("proxyHint")}
        placeholder="http://proxy.example:3128"
        value={proxy}
        onChange={({ currentTarget }) => change({ proxy: currentTarget.value })}
        autoComplete="off"
        disabled={withoutProxy}
        visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
      />
      {stored && (
        <Checkbox
          mt={6}
          size="xs"
          label={t("proxyDrop")}
          checked={withoutProxy}
          onChange={({ currentTarget }) => change({ withoutProxy: currentTarget.checked, proxy: "" })}
        />
      )}
    </div>
  );
}

/** Seconds on the screen are milliseconds in the options. */
function Limits({ options, set }: { options: ConnectionOptions; set(part: Partial<ConnectionOptions>): void }) {
  const t = useTranslations("connecting");
  const seconds = (field: "firstTokenMs" | "idleMs") => (
    <NumberInput
      label={t(field)}
      description={t(`${field}Hint`)}
      suffix={` ${t("seconds")}`}
      value={options[field] / 1_000}
      onChange={(value) => typeof value === "number" && set({ [field]: Math.round(value * 1_000) })}
      min={0.1}
      max={3_600}
      decimalScale={1}
    />
  );
  const perMinute = (field: "requestsPerMinute" | "tokensPerMinute") => (
    <NumberInput
      label={t(field)}
      description={t(`${field}Hint`)}
      placeholder={t("unlimited")}
      thousandSeparator=" "
      value={options[field] ?? ""}
      onChange={(value) => set({ [field]: typeof value === "number" ? value : null })}
      min={1}
      max={100_000_000}
      allowDecimal={false}
    />
  );
  return (
    <>
      <Group grow align="flex-start">
        {perMinute("requestsPerMinute")}
        {perMinute("tokensPerMinute")}
      </Group>
      <Group grow align="flex-start">
        {seconds("firstTokenMs")}
        {seconds("idleMs")}
      </Group>
      <Group grow align="flex-start">
        <NumberInput
          label={t("retries")}
          description={t("retriesHint")}
          value={options.retries}
          onChange={(value) => typeof value === "number" && set({ retries: value })}
          min={0}
          max={5}
          allowDecimal={false}
        />
        <NumberInput
          label={t("hedge")}
          description={t("hedgeHint")}
          placeholder={t("never")}
          suffix={` ${t("seconds")}`}
          value={options.hedgeAfterMs === null ? "" : options.hedgeAfterMs / 1_000}
          onChange={(value) => set({ hedgeAfterMs: typeof value === "number" ? Math.round(value * 1_000) : null })}
          min={0.1}
          max={3_600}
          decimalScale={1}
        />
      </Group>
    </>
  );
}
