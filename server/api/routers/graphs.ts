import "server-only";
import { z } from "zod";
import { GraphDocument } from "@/core/graph/document";
import { Presence } from "@/core/live/messages";
import { Chosen } from "@/nodes/subgraph/definition";
import { GraphSummary, listGraphs } from "../../graphs/list";
import { followGraph, openLive, pushEdits, restoreDraft, saveDraft, tellPresence } from "../../graphs/live";
import { differsFromLive, findGraph, parseDocument } from "../../graphs/read";
import { interfaceOf } from "../../graphs/subgraphs";
import {
  CheckpointSummary,
  describeVersion,
  goLive,
  listCheckpoints,
  listVersions,
  Moment,
  publishGraph,
  readHistory,
  saveVersion,
  VersionSummary,
} from "../../graphs/versions";
import { createGraph, duplicateGraph, removeGraph, renameGraph, type TemplateName, templates } from "../../graphs/write";
import { procedure, router } from "../trpc";

const Name = z.string().trim().min(1).max(120);
const Id = z.object({ id: z.string().min(1) });
const Revision = z.number().int().min(1);
const Version = z.object({ id: z.string().min(1), number: z.number().int().min(1) });
const Words = z.object({ name: z.string().trim().max(120), message: z.string().max(2_000) });
const TemplateNames = z.enum(Object.keys(templates) as [TemplateName, ...TemplateName[]]);

export const graphsRouter = router({
  list: procedure("view")
    .output(z.array(GraphSummary))
    .query(({ ctx }) => listGraphs(ctx)),

  get: procedure("view")
    .input(Id)
    .output(
      z.object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        description: z.string(),
        draft: GraphDocument,
        revision: Revision,
        liveVersion: z.number().int().nullable(),
        unpublishedChanges: z.boolean(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const row = await findGraph(ctx, input.id);
      const { id, slug, name, description, revision, liveVersion } = row;
      const draft = parseDocument(row.draft);
      return { id, slug, name, description, draft, revision, liveVersion, unpublishedChanges: await differsFromLive(ctx, row) };
    }),

  /** The same for an editor: the draft, and as a state that merges with other people's edits, a Yjs update (V2) in base64. */
  open: procedure("view")
    .input(Id)
    .output(
      z.object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        description: z.string(),
        state: z.string(),
        // Read from that state just now: parsing it once more takes long.
        draft: z.custom<GraphDocument>(),
        revision: Revision,
        liveVersion: z.number().int().nullable(),
        unpublishedChanges: z.boolean(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { row, state, draft } = await openLive(ctx, input.id);
      const { id, slug, name, description, revision, liveVersion } = row;
      return { id, slug, name, description, state, draft, revision, liveVersion, unpublishedChanges: await differsFromLive(ctx, row) };
    }),

  /** Merges edits, a Yjs update (V2) in base64. */
  push: procedure("edit")
    .input(z.object({ id: z.string().min(1), update: z.string() }))
    .output(z.object({ revision: Revision }))
    .mutation(({ ctx, input }) => pushEdits(ctx, input)),

  /** `vector` is the Yjs state vector of what the editor has, in base64. */
  follow: procedure("view")
    .input(z.object({ id: z.string().min(1), client: z.string().min(1).max(64), vector: z.string() }))
    .subscription(async function* ({ ctx, input, signal }) {
      yield* followGraph(ctx.services, ctx, input, signal ?? new AbortController().signal);
    }),

  present: procedure("view")
    .input(z.object({ id: z.string().min(1), presence: Presence.omit({ name: true }) }))
    .mutation(({ ctx, input }) => tellPresence(ctx, input.id, input.presence)),

  create: procedure("edit")
    .input(z.object({ name: Name, template: TemplateNames }))
    .output(Id)
    .mutation(({ ctx, input }) => createGraph(ctx, { name: input.name, document: templates[input.template]() })),

  /** A graph out of a file that the caller has read. */
  import: procedure("edit")
    .input(z.object({ name: Name, description: z.string().max(2_000), document: GraphDocument }))
    .output(Id)
    .mutation(({ ctx, input }) => createGraph(ctx, input)),

  save: procedure("edit")
    .input(z.object({ id: z.string().min(1), revision: Revision, document: GraphDocument }))
    .output(z.object({ revision: Revision }))
    .mutation(({ ctx, input }) => saveDraft(ctx, input)),

  rename: procedure("edit")
    .input(z.object({ id: z.string().min(1), name: Name, description: z.string().max(2_000) }))
    .mutation(({ ctx, input }) => renameGraph(ctx, input)),

  publish: procedure("edit")
    .input(Words.partial({ name: true }).extend({ id: z.string().min(1), revision: Revision }))
    .output(z.object({ version: z.number().int() }))
    .mutation(({ ctx, input }) => publishGraph(ctx, input)),

  /** Keeps the draft as a version without publishing it. */
  saveVersion: procedure("edit")
    .input(Words.extend({ id: z.string().min(1), revision: Revision }))
    .output(z.object({ version: z.number().int() }))
    .mutation(({ ctx, input }) => saveVersion(ctx, input)),

  /** Makes an earlier version the one that programs run. */
  goLive: procedure("edit")
    .input(Version)
    .mutation(({ ctx, input }) => goLive(ctx, input)),

  describeVersion: procedure("edit")
    .input(Version.extend(Words.shape))
    .mutation(({ ctx, input }) => describeVersion(ctx, input)),

  versions: procedure("view")
    .input(Id)
    .output(z.array(VersionSummary))
    .query(({ ctx, input }) => listVersions(ctx, input.id)),

  /** What was kept of the draft while it was edited. */
  checkpoints: procedure("view")
    .input(Id)
    .output(z.array(CheckpointSummary))
    .query(({ ctx, input }) => listCheckpoints(ctx, input.id)),

  /** The document of a version or of a checkpoint. */
  history: procedure("view")
    .input(Id.extend({ at: Moment }))
    .output(GraphDocument)
    .query(({ ctx, input }) => readHistory(ctx, input)),

  /** The draft exactly as it is stored, as JSON text: also of a graph that can't be opened. */
  raw: procedure("view")
    .input(Id)
    .output(z.object({ name: z.string(), slug: z.string(), text: z.string() }))
    .query(async ({ ctx, input }) => {
      const { name, slug, draft } = await findGraph(ctx, input.id);
      return { name, slug, text: JSON.stringify(draft, null, 2) };
    }),

  /** Makes a version or a checkpoint the draft, also of a graph that can't be opened. */
  restore: procedure("edit")
    .input(Id.extend({ at: Moment }))
    .output(z.object({ revision: Revision }))
    .mutation(({ ctx, input }) => restoreDraft(ctx, input)),

  /** The live version's ports and document, for a node that runs it inside another graph. */
  interface: procedure("view")
    .input(Id)
    .output(Chosen)
    .query(({ ctx, input }) => interfaceOf(ctx, input.id)),

  remove: procedure("edit")
    .input(Id)
    .mutation(({ ctx, input }) => removeGraph(ctx, input.id)),
  duplicate: procedure("edit")
    .input(Id)
    .output(Id)
    .mutation(({ ctx, input }) => duplicateGraph(ctx, input.id)),
});
