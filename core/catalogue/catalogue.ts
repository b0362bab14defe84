import { memoryGb, type weightBits } from "../footprint";
import type { ModelClass } from "../models";
import { classOf, type SlmPolicy } from "../slmPolicy";
import { embeddingModels, hostedModels } from "./hosted";
import type { Ability, CatalogueModel, LicenceKind } from "./model";
import { openModels } from "./open";
import { paperModels } from "./paper";

/**
 * Well-known models with what their makers and the paper say of them, as of November 2026. It is a list to choose from and to fill gaps
 * with, not a register: what a server of one's own tells goes before it.
 */
export const catalogue: readonly CatalogueModel[] = [...openModels, ...paperModels, ...hostedModels, ...embeddingModels];

export type CatalogueFilter = {
  text: string;
  class: ModelClass | null;
  licences: readonly LicenceKind[];
  abilities: readonly Ability[];
  /** Fits into so many GB with so many bits a weight. */
  memory: { gb: number; bits: (typeof weightBits)[number] } | null;
  /** Only what the paper speaks of. */
  paper: boolean;
};

export const noFilter: CatalogueFilter = { text: "", class: null, licences: [], abilities: [], memory: null, paper: false };

/** What an entry is under a workspace's policy; one of a list is known by what it is registered as. */
export const classInCatalogue = (
  { id, parameters }: CatalogueModel,
  policy: SlmPolicy,
  registeredAs: readonly string[] = [],
): ModelClass => {
  if (policy.by !== "list") return classOf({ key: id, parameters, classOverride: null }, policy);
  if (registeredAs.length === 0) return "unknown";
  return registeredAs.some((key) => policy.models.includes(key)) ? "slm" : "llm";
};

const textOf = ({ name, family, developer, licence, ollama, names }: CatalogueModel): string =>
  [name, family, developer, licence?.name, ollama, ...names].join(" ").toLowerCase();

/** The entries a filter lets through, in their order. Every word of the text must be found. */
export function filterCatalogue(
  models: readonly CatalogueModel[],
  { text, class: wanted, licences, abilities, memory, paper }: CatalogueFilter,
  classOfModel: (model: CatalogueModel) => ModelClass,
): CatalogueModel[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter(
    (model) =>
      (wanted === null || classOfModel(model) === wanted) &&
      (licences.length === 0 || (model.licence !== null && licences.includes(model.licence.kind))) &&
      abilities.every((ability) => model.abilities.includes(ability)) &&
      (memory === null || (model.parameters !== null && memoryGb(model.parameters, memory.bits) <= memory.gb)) &&
      (!paper || model.claims.some(({ by }) => by === "paper")) &&
      words.every((word) => textOf(model).includes(word)),
  );
}
