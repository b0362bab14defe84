import { type ConnectionChange, type ConnectionInfo, ConnectionOptions, type NewConnection, type Preset } from "@/core/connections";
import type { ConnectionKind } from "@/core/models";

/** A connection as it is being written. What is secret starts empty, since it can't be read back. */
export type Draft = {
  kind: ConnectionKind;
  name: string;
  baseUrl: string;
  key: string;
  maxConcurrent: number;
  options: ConnectionOptions;
  /** null: the stored ones stay. */
  headers: { name: string; value: string }[] | null;
  /** Empty: the stored one stays. */
  proxy: string;
  withoutProxy: boolean;
};

const empty = { key: "", proxy: "", withoutProxy: false };

export const draftOfPreset = (preset: Preset | "recorded" | null): Draft => ({
  ...empty,
  kind: preset === "recorded" ? "recorded" : (preset?.kind ?? "openai"),
  name: preset === null || preset === "recorded" || preset.kind === "gguf" ? "" : preset.name,
  baseUrl: preset === null || preset === "recorded" ? "" : preset.baseUrl,
  maxConcurrent: preset === null || preset === "recorded" ? 8 : preset.maxConcurrent,
  options: ConnectionOptions.parse({}),
  headers: [],
});

export const draftOfConnection = ({ kind, name, baseUrl, maxConcurrent, options, headerNames }: ConnectionInfo): Draft => ({
  ...empty,
  ...{ kind, name, maxConcurrent, options },
  baseUrl: baseUrl ?? "",
  headers: headerNames.length === 0 ? [] : null,
});

const isServer = (kind: ConnectionKind) => kind !== "recorded" && kind !== "simulated" && kind !== "gguf";

export const isComplete = ({ kind, name, baseUrl }: Draft): boolean => name.trim() !== "" && (!isServer(kind) || baseUrl.trim() !== "");

const headersOf = (headers: NonNullable<Draft["headers"]>) =>
  Object.fromEntries(headers.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value.trim()]));

export function newConnection(draft: Draft): NewConnection {
  const { kind, name, baseUrl, maxConcurrent, options, headers } = draft;
  if (kind === "recorded" || kind === "simulated") return { kind: "recorded", name };
  if (kind === "gguf") return { kind, name, maxConcurrent };
  const [key, proxy] = [draft.key.trim() || null, draft.proxy.trim() || null];
  return { kind, name, baseUrl, key, headers: headersOf(headers ?? []), proxy, options, maxConcurrent };
}

/** Only what was written anew of what is secret: the rest stays as it is. */
export function changeOf(draft: Draft, { id, headerNames }: ConnectionInfo): ConnectionChange {
  const { kind, name, baseUrl, key, maxConcurrent, options, headers, proxy, withoutProxy } = draft;
  if (!isServer(kind)) return { id, name, baseUrl: null, maxConcurrent };
  return {
    ...{ id, name, baseUrl, maxConcurrent, options },
    ...(key.trim() !== "" && { key: key.trim() }),
    ...(headers !== null && (headers.length > 0 || headerNames.length > 0) && { headers: headersOf(headers) }),
    ...(withoutProxy ? { proxy: null } : proxy.trim() !== "" && { proxy: proxy.trim() }),
  };
}
