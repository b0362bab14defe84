export const settingsTabs = ["workspace", "privacy", "telemetry", "keys", "secrets", "people", "account"] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** The tab an address names, by default the first. */
export function settingsTab(named: string | string[] | undefined): SettingsTab {
  return settingsTabs.find((tab) => tab === named) ?? "workspace";
}
