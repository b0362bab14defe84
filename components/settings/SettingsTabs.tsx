"use client";

import { Tabs } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { AccountForm } from "./AccountForm";
import { ApiKeys } from "./ApiKeys";
import { People } from "./People";
import { PrivacyForm } from "./PrivacyForm";
import { type SettingsTab, settingsTab, settingsTabs } from "./parts";
import { Secrets } from "./Secrets";
import { TelemetryForm } from "./TelemetryForm";
import { WorkspaceForm } from "./WorkspaceForm";

/** The parts of the settings; the open one is in the address, so that a link can lead to it. */
export function SettingsTabs({ start, administers, edits }: { start: SettingsTab; administers: boolean; edits: boolean }) {
  const t = useTranslations("settings");
  const [open, setOpen] = useState(start);
  const show = (value: string | null) => {
    const tab = settingsTab(value ?? undefined);
    setOpen(tab);
    window.history.replaceState(null, "", tab === "workspace" ? "/settings" : `/settings?tab=${tab}`);
  };
  return (
    <Tabs value={open} onChange={show} keepMounted={false}>
      <Tabs.List aria-label={t("tabs")} mb="lg">
        {settingsTabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {t(tab)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="workspace">
        <WorkspaceForm administers={administers} />
      </Tabs.Panel>
      <Tabs.Panel value="privacy">
        <PrivacyForm administers={administers} />
      </Tabs.Panel>
      <Tabs.Panel value="telemetry">
        <TelemetryForm administers={administers} />
      </Tabs.Panel>
      <Tabs.Panel value="keys">
        <ApiKeys administers={administers} />
      </Tabs.Panel>
      <Tabs.Panel value="secrets">
        <Secrets edits={edits} />
      </Tabs.Panel>
      <Tabs.Panel value="people">
        <People />
      </Tabs.Panel>
      <Tabs.Panel value="account">
        <AccountForm />
      </Tabs.Panel>
    </Tabs>
  );
}
