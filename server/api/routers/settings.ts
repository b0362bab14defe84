import "server-only";
import { z } from "zod";
import { SecretName } from "@/core/graph/names";
import { CurationPolicy, CurationTrial } from "@/core/privacy/policy";
import { WorkspaceSettings } from "@/core/settings";
import { TelemetryTarget, TelemetryView } from "@/core/telemetry/target";
import { AccountView, Credentials, readAccount, updateAccount } from "../../auth/account";
import { createKey, KeyView, listKeys, NewKey, revokeKey } from "../../auth/keys";
import { listPeople, Person } from "../../auth/people";
import { countMentions, eraseMentions } from "../../curation/erase";
import { readCuration, tryCuration, writeCuration } from "../../curation/policy";
import { listSecrets, NewSecret, putSecret, removeSecret, SecretView } from "../../settings/secrets";
import { readSettings, updateSettings } from "../../settings/workspace";
import { readTarget, writeTarget } from "../../telemetry/target";
import { procedure, router } from "../trpc";

export const settingsRouter = router({
  get: procedure("view")
    .output(WorkspaceSettings)
    .query(({ ctx }) => readSettings(ctx)),

  update: procedure("administer")
    .input(WorkspaceSettings)
    .output(z.void())
    .mutation(({ ctx, input }) => updateSettings(ctx, input)),

  curation: router({
    get: procedure("view")
      .output(CurationPolicy)
      .query(({ ctx }) => readCuration(ctx)),

    update: procedure("administer")
      .input(CurationPolicy)
      .output(z.void())
      .mutation(({ ctx, input }) => writeCuration(ctx, input)),

    mentions: procedure("administer")
      .input(z.object({ word: z.string().max(200) }))
      .output(z.object({ runs: z.number().int() }))
      .mutation(async ({ ctx, input }) => ({ runs: await countMentions(ctx, input.word) })),

    erase: procedure("administer")
      .input(z.object({ word: z.string().max(200) }))
      .output(z.object({ runs: z.number().int() }))
      .mutation(async ({ ctx, input }) => ({ runs: await eraseMentions(ctx, input.word) })),

    /** What a policy would take out of a text; nothing is kept. */
    try: procedure("analyse")
      .input(z.object({ policy: CurationPolicy, text: z.string().max(20_000) }))
      .output(CurationTrial)
      .mutation(({ ctx, input }) => tryCuration(ctx, input.policy, input.text)),
  }),

  telemetry: router({
    get: procedure("view")
      .output(TelemetryView)
      .query(({ ctx }) => readTarget(ctx)),

    update: procedure("administer")
      .input(TelemetryTarget)
      .output(z.void())
      .mutation(({ ctx, input }) => writeTarget(ctx, input)),
  }),

  keys: router({
    list: procedure("administer")
      .output(z.array(KeyView))
      .query(({ ctx }) => listKeys(ctx)),

    create: procedure("administer")
      .input(NewKey)
      .output(z.object({ key: z.string(), view: KeyView }))
      .mutation(({ ctx, input }) => createKey(ctx, input)),

    revoke: procedure("administer")
      .input(z.object({ id: z.string().min(1) }))
      .output(z.void())
      .mutation(({ ctx, input }) => revokeKey(ctx, input.id)),
  }),

  secrets: router({
    list: procedure("view")
      .output(z.array(SecretView))
      .query(({ ctx }) => listSecrets(ctx)),

    put: procedure("edit")
      .input(NewSecret)
      .output(z.void())
      .mutation(({ ctx, input }) => putSecret(ctx, input)),

    remove: procedure("edit")
      .input(z.object({ name: SecretName }))
      .output(z.void())
      .mutation(({ ctx, input }) => removeSecret(ctx, input.name)),
  }),

  people: router({
    list: procedure("view")
      .output(z.array(Person))
      .query(({ ctx }) => listPeople(ctx)),
  }),

  account: router({
    get: procedure("view")
      .output(AccountView)
      .query(({ ctx }) => readAccount(ctx)),

    /** Everyone may change their own. */
    update: procedure("account")
      .input(Credentials)
      .output(z.void())
      .mutation(({ ctx, input }) => updateAccount(ctx, input)),
  }),
});
