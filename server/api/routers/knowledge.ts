import "server-only";
import { z } from "zod";
import { BaseDetails, KnowledgeBase, KnowledgeDocument, MAX_PASSAGES } from "@/core/knowledge/base";
import { Findings } from "@/core/knowledge/passage";
import { listBases, listDocuments } from "../../knowledge/list";
import { searchBase } from "../../knowledge/search";
import { chooseEmbeddings, createBase, removeBase, removeDocument, renameBase } from "../../knowledge/write";
import { procedure, router } from "../trpc";

const Id = z.string().min(1);

/** Files come by a route of their own, app/api/knowledge: they are too large for a procedure. */
export const knowledgeRouter = router({
  list: procedure("view")
    .output(z.array(KnowledgeBase))
    .query(({ ctx }) => listBases(ctx)),

  documents: procedure("view")
    .input(z.object({ baseId: Id }))
    .output(z.array(KnowledgeDocument))
    .query(({ ctx, input }) => listDocuments(ctx, input.baseId)),

  search: procedure("view")
    .input(z.object({ baseId: Id, query: z.string().max(2_000), limit: z.number().int().min(1).max(MAX_PASSAGES) }))
    .output(Findings)
    .query(({ ctx, input, signal }) => searchBase(ctx, input, ctx.services.embedder, signal)),

  create: procedure("edit")
    .input(BaseDetails)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => createBase(ctx, input)),

  rename: procedure("edit")
    .input(BaseDetails.extend({ id: Id }))
    .output(z.void())
    .mutation(({ ctx, input }) => renameBase(ctx, input)),

  chooseEmbeddings: procedure("edit")
    .input(z.object({ id: Id, model: z.string().min(1).nullable() }))
    .output(z.void())
    .mutation(({ ctx, input }) => chooseEmbeddings(ctx, input)),

  remove: procedure("edit")
    .input(z.object({ id: Id }))
    .output(z.void())
    .mutation(({ ctx, input }) => removeBase(ctx, input.id)),

  removeDocument: procedure("edit")
    .input(z.object({ id: Id }))
    .output(z.void())
    .mutation(({ ctx, input }) => removeDocument(ctx, input.id)),
});
