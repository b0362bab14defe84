import "server-only";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { magicLink, organization } from "better-auth/plugins";
import { asc, eq } from "drizzle-orm";
import { minPasswordLength } from "@/core/settings";
import type { DatabaseClient } from "@/db/client";
import { newId } from "@/db/id";
import { account, apikey, invitation, member, session, user, verification, workspace } from "@/db/schema/auth";
import { publicUrl } from "./address";
import { workspaceAccess, workspaceRoles } from "./roles";
import { derivedKey } from "./secrets";

const linkMinutes = 60;
const sessionDays = 30;

type Delivery = (token: string) => void;

/**
 * better-auth on our tables: an organization is called a workspace here.
 * Nobody can sign up: the first account is made with the first sign-in link (signInLink.ts), the others by invitation.
 * @param deliver takes the token of a new sign-in link; only the process that prints links has one
 */
export function createAuth(database: DatabaseClient, baseUrl: string, deliver?: Delivery) {
  const { origin, port, protocol } = new URL(baseUrl);
  const otherLoopbacks = ["localhost", "127.0.0.1", "[::1]"].map((host) => `${protocol}//${host}${port === "" ? "" : `:${port}`}`);
  return betterAuth({
    appName: "Minnow",
    baseURL: origin,
    basePath: "/api/auth",
    secret: derivedKey("sessions").toString("base64url"),
    trustedOrigins: [origin, ...otherLoopbacks],
    database: drizzleAdapter(database.db, {
      provider: "pg",
      schema: { user, session, account, verification, workspace, member, invitation, apikey },
      transaction: true,
    }),
    session: { expiresIn: sessionDays * 86_400, disableSessionRefresh: true, freshAge: 15 * 60 },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength, maxPasswordLength: 200 },
    // The limits are ours (rateLimit.ts): the library's count by an address that a client can make up.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      database: { generateId: () => newId() },
      // Cookies ignore ports: without the port in the name two installations on one machine would sign each other out.
      cookiePrefix: `minnow-${port || "web"}`,
      useSecureCookies: protocol === "https:",
      // Said aloud, because the library drops both checks by itself when NODE_ENV is "test".
      disableCSRFCheck: false,
      disableOriginCheck: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    logger: { level: "error", log: logError },
    databaseHooks: {
      session: {
        create: {
          before: async (created) => ({ data: { ...created, activeOrganizationId: await firstWorkspaceOf(database, created.userId) } }),
        },
      },
    },
    plugins: [
      organization({
        allowUserToCreateOrganization: false,
        creatorRole: "owner",
        ac: workspaceAccess,
        roles: workspaceRoles,
        schema: {
          organization: { modelName: "workspace" },
          member: { fields: { organizationId: "workspaceId" } },
          invitation: { fields: { organizationId: "workspaceId" } },
          session: { fields: { activeOrganizationId: "activeWorkspaceId" } },
        },
      }),
      magicLink({
        expiresIn: linkMinutes * 60,
        storeToken: "hashed",
        disableSignUp: true,
        sendMagicLink: ({ token }) => {
          if (deliver === undefined)
            throw new APIError("FORBIDDEN", { message: "Sign-in links are made where they are printed, not over the network" });
          deliver(token);
        },
      }),
      apiKey({
        references: "organization",
        defaultPrefix: "mw_",
        requireName: true,
        maximumNameLength: 60,
        startingCharactersConfig: { charactersLength: 8 },
        keyExpiration: { minExpiresIn: 1, maxExpiresIn: 366 },
        // Its window never closes while requests keep coming, so steady traffic would be refused; see rateLimit.ts.
        rateLimit: { enabled: false },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

const byDatabase = new WeakMap<DatabaseClient, Auth>();

/** The one instance for a database in this process, under the address the product is reached at. */
export function authOf(database: DatabaseClient): Auth {
  const known = byDatabase.get(database);
  if (known !== undefined) return known;
  const made = createAuth(database, publicUrl());
  byDatabase.set(database, made);
  return made;
}

async function firstWorkspaceOf(database: DatabaseClient, userId: string): Promise<string | null> {
  const rows = await database.db
    .select({ workspaceId: member.workspaceId })
    .from(member)
    .where(eq(member.userId, userId))
    .orderBy(asc(member.createdAt), asc(member.id))
    .limit(1);
  return rows[0]?.workspaceId ?? null;
}

/** A wrong key is the caller's error, answered to the caller; a log line for each would let anyone fill the log. */
function logError(_level: string, message: string, ...details: unknown[]): void {
  if (!message.startsWith("Failed to validate API key")) console.error(message, ...details);
}
