import "server-only";
import { z } from "zod";
import { ConnectionState } from "@/core/connectionState";
import {
  ConnectionChange,
  ConnectionCheck,
  ConnectionInfo,
  FoundModel,
  ImportReport,
  ModelFacts,
  NewConnection,
  NewModel,
  Offer,
} from "@/core/connections";
import { ModelClass, ModelInfo } from "@/core/models";
import { NewPrices, PriceMapImport } from "@/core/prices";
import { takeFromCatalogue } from "../../models/catalogue";
import { addConnection, listConnections, removeConnection, updateConnection } from "../../models/connections";
import { checkConnection, discoverModels } from "../../models/discover";
import { addModels, classifyModel, confirmSizes, removeModel, updateModel } from "../../models/edit";
import { importRecordings } from "../../models/importRecordings";
import { acceptOffer, findOffers } from "../../models/offers";
import { importPrices, removePrices, setPrices } from "../../models/prices";
import { probeModel } from "../../models/probe";
import { listModels } from "../../models/registry";
import { listConnectionStates } from "../../models/states";
import { procedure, router } from "../trpc";

const ById = z.object({ id: z.string().min(1) });
const ByKey = z.object({ key: z.string().min(1) });

/** Characters of a JSONL sent at once; the browser cuts a file at line ends. */
const MAX_CHUNK = 4_000_000;

export const modelsRouter = router({
  list: procedure("view")
    .output(z.array(ModelInfo))
    .query(({ ctx }) => listModels(ctx)),

  connections: procedure("view")
    .output(z.array(ConnectionInfo))
    .query(({ ctx }) => listConnections(ctx)),

  connectionStates: procedure("view")
    .output(z.array(ConnectionState))
    .query(({ ctx }) => listConnectionStates(ctx)),

  offers: procedure("edit")
    .output(z.array(Offer))
    .query(({ ctx }) => findOffers(ctx)),

  acceptOffer: procedure("edit")
    .input(Offer.pick({ id: true }))
    .output(z.object({ connectionId: z.string(), models: z.number() }))
    .mutation(({ ctx, input }) => acceptOffer(ctx, input.id)),

  addConnection: procedure("edit")
    .input(NewConnection)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => addConnection(ctx, input)),

  updateConnection: procedure("edit")
    .input(ConnectionChange)
    .output(z.void())
    .mutation(({ ctx, input }) => updateConnection(ctx, input)),

  removeConnection: procedure("edit")
    .input(ById)
    .output(z.void())
    .mutation(({ ctx, input }) => removeConnection(ctx, input.id)),

  testConnection: procedure("edit")
    .input(ById)
    .output(ConnectionCheck)
    .mutation(({ ctx, input }) => checkConnection(ctx, input.id)),

  discoverModels: procedure("edit")
    .input(ById)
    .output(z.array(FoundModel))
    .mutation(({ ctx, input }) => discoverModels(ctx, input.id)),

  addModels: procedure("edit")
    .input(
      z.object({
        connectionId: z.string().min(1),
        models: z.array(NewModel).min(1).max(500),
        /** Has a person confirmed the sizes that the names say? */
        sizesByName: z.boolean().default(false),
      }),
    )
    .output(z.object({ keys: z.array(z.string()) }))
    .mutation(async ({ ctx, input }) => {
      const added = await addModels(ctx, input.connectionId, input.models);
      if (input.sizesByName) await confirmSizes(ctx, added.keys);
      return added;
    }),

  /** Fills in what nobody has said of a model and the catalogue knows. */
  takeFromCatalogue: procedure("edit")
    .input(ByKey)
    .output(ModelFacts.pick({ parameters: true, contextTokens: true, licence: true }))
    .mutation(({ ctx, input }) => takeFromCatalogue(ctx, input.key)),

  confirmSizes: procedure("edit")
    .input(z.object({ keys: z.array(z.string().min(1)).min(1).max(500) }))
    .output(z.object({ confirmed: z.number().int() }))
    .mutation(({ ctx, input }) => confirmSizes(ctx, input.keys)),

  classify: procedure("edit")
    .input(ByKey.extend({ class: ModelClass.exclude(["unknown"]) }))
    .output(z.void())
    .mutation(({ ctx, input }) => classifyModel(ctx, input)),

  probe: procedure("edit")
    .input(ByKey)
    .output(ModelInfo)
    .mutation(({ ctx, input, signal }) => probeModel(ctx.services.prober, ctx, input.key, signal ?? new AbortController().signal)),

  updateModel: procedure("edit")
    .input(ModelFacts.extend(ByKey.shape))
    .output(z.void())
    .mutation(({ ctx, input }) => updateModel(ctx, input)),

  setPrices: procedure("edit")
    .input(NewPrices)
    .output(z.void())
    .mutation(({ ctx, input }) => setPrices(ctx, input)),

  removePrices: procedure("edit")
    .input(ByKey.extend({ from: z.iso.datetime() }))
    .output(z.void())
    .mutation(({ ctx, input }) => removePrices(ctx, input)),

  importPrices: procedure("edit")
    .input(PriceMapImport)
    .output(z.void())
    .mutation(({ ctx, input }) => importPrices(ctx, input)),

  removeModel: procedure("edit")
    .input(ByKey)
    .output(z.void())
    .mutation(({ ctx, input }) => removeModel(ctx, input.key)),

  importRecordings: procedure("edit")
    .input(z.object({ connectionId: z.string().min(1), text: z.string().max(MAX_CHUNK), firstLine: z.number().int().positive() }))
    .output(ImportReport)
    .mutation(({ ctx, input }) => importRecordings(ctx, input.connectionId, input.text.split("\n"), input.firstLine)),
});
