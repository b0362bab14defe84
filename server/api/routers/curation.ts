import "server-only";
import { z } from "zod";
import { DatasetAsked, DatasetCounts, RecordedTask } from "@/core/curation/dataset";
import { CorrectionView, NewCorrection } from "@/core/privacy/corrections";
import { FindingsAsked, FindingsPage } from "@/core/privacy/findings";
import { addCorrection, listCorrections, undoCorrection } from "../../curation/corrections";
import { chooseCalls, recordedTasks } from "../../curation/dataset";
import { lookThrough } from "../../curation/findings";
import { lastPass, PassScope, PassView, startPass, stopPass } from "../../curation/passes";
import { procedure, router } from "../trpc";

const Cursor = z.object({ at: z.iso.datetime(), id: z.string().min(1) });
const Id = z.object({ id: z.string().min(1) });

export const curationRouter = router({
  /** What is found in recorded calls; texts only for who may analyse. */
  findings: procedure("view")
    .input(FindingsAsked.extend({ cursor: Cursor.nullish() }))
    .output(FindingsPage)
    .query(({ ctx, input: { cursor, ...asked } }) =>
      lookThrough(ctx, asked, cursor == null ? null : { at: new Date(cursor.at), id: cursor.id }),
    ),

  corrections: procedure("analyse")
    .output(z.array(CorrectionView))
    .query(({ ctx }) => listCorrections(ctx)),

  correct: procedure("analyse")
    .input(NewCorrection)
    .output(Id)
    .mutation(({ ctx, input }) => addCorrection(ctx, input)),

  undo: procedure("analyse")
    .input(Id)
    .output(z.void())
    .mutation(({ ctx, input }) => undoCorrection(ctx, input.id)),

  pass: procedure("view")
    .output(PassView.nullable())
    .query(({ ctx }) => lastPass(ctx)),

  startPass: procedure("analyse")
    .input(z.object({ scope: PassScope }))
    .output(Id)
    .mutation(({ ctx, input }) => startPass(ctx, input.scope)),

  stopPass: procedure("analyse")
    .input(Id)
    .output(z.void())
    .mutation(({ ctx, input }) => stopPass(ctx, input.id)),

  tasks: procedure("view")
    .input(z.object({ graphId: z.string().min(1).max(64) }))
    .output(z.array(RecordedTask))
    .query(({ ctx, input }) => recordedTasks(ctx, input.graphId)),

  /** How many calls a data set would hold, and what would remove the others. */
  dataset: procedure("view")
    .input(DatasetAsked)
    .output(DatasetCounts)
    .query(async ({ ctx, input }) => (await chooseCalls(ctx, input)).counts),
});
