import { z } from "zod";
import { SlmPolicy } from "./slmPolicy";

/** A host name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;

/** A host the outbound guard lets through although it is private, such as `localhost` or `10.0.0.5:8000`. */
export const AllowedHost = z.string().trim().toLowerCase().max(255).regex(hostPattern);

/** What an owner decides for a workspace. */
export const WorkspaceSettings = z.object({
  name: z.string().trim().min(1).max(80),
  slmPolicy: SlmPolicy,
  allowedHosts: z
    .array(AllowedHost)
    .max(100)
    .transform((hosts) => [...new Set(hosts)]),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

/** What an API key may be allowed to do. */
export const keyScopes = ["runs:read", "runs:write", "logs:write"] as const;
export type KeyScope = (typeof keyScopes)[number];

export const minPasswordLength = 10;
