import { createTranslator } from "use-intl/core";
import type { ErrorCode, ErrorParams } from "../errors";
import { labelled } from "../graph/fieldLabel";
import type { Kinds, Locale } from "../graph/kind";
import type { Problem } from "../graph/validate";
import assigning from "./en/assigning.json";
import auth from "./en/auth.json";
import canvas from "./en/canvas.json";
import catalogue from "./en/catalogue.json";
import clusters from "./en/clusters.json";
import commands from "./en/commands.json";
import common from "./en/common.json";
import compare from "./en/compare.json";
import connecting from "./en/connecting.json";
import connectionState from "./en/connectionState.json";
import curation from "./en/curation.json";
import damaged from "./en/damaged.json";
import data from "./en/data.json";
import debugging from "./en/debugging.json";
import editor from "./en/editor.json";
import errors from "./en/errors.json";
import evaluations from "./en/evaluations.json";
import facts from "./en/facts.json";
import graphs from "./en/graphs.json";
import grouping from "./en/grouping.json";
import ingest from "./en/ingest.json";
import insights from "./en/insights.json";
import interchange from "./en/interchange.json";
import live from "./en/live.json";
import models from "./en/models.json";
import playground from "./en/playground.json";
import prices from "./en/prices.json";
import probes from "./en/probes.json";
import problems from "./en/problems.json";
import publishing from "./en/publishing.json";
import replay from "./en/replay.json";
import running from "./en/running.json";
import runs from "./en/runs.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import sideBySide from "./en/sideBySide.json";
import testing from "./en/testing.json";
import versions from "./en/versions.json";
import assigningZh from "./zh/assigning.json";
import authZh from "./zh/auth.json";
import canvasZh from "./zh/canvas.json";
import catalogueZh from "./zh/catalogue.json";
import clustersZh from "./zh/clusters.json";
import commandsZh from "./zh/commands.json";
import commonZh from "./zh/common.json";
import compareZh from "./zh/compare.json";
import connectingZh from "./zh/connecting.json";
import connectionStateZh from "./zh/connectionState.json";
import curationZh from "./zh/curation.json";
import damagedZh from "./zh/damaged.json";
import dataZh from "./zh/data.json";
import debuggingZh from "./zh/debugging.json";
import editorZh from "./zh/editor.json";
import errorsZh from "./zh/errors.json";
import evaluationsZh from "./zh/evaluations.json";
import factsZh from "./zh/facts.json";
import graphsZh from "./zh/graphs.json";
import groupingZh from "./zh/grouping.json";
import ingestZh from "./zh/ingest.json";
import insightsZh from "./zh/insights.json";
import interchangeZh from "./zh/interchange.json";
import liveZh from "./zh/live.json";
import modelsZh from "./zh/models.json";
import playgroundZh from "./zh/playground.json";
import pricesZh from "./zh/prices.json";
import probesZh from "./zh/probes.json";
import problemsZh from "./zh/problems.json";
import publishingZh from "./zh/publishing.json";
import replayZh from "./zh/replay.json";
import runningZh from "./zh/running.json";
import runsZh from "./zh/runs.json";
import settingsZh from "./zh/settings.json";
import shellZh from "./zh/shell.json";
import sideBySideZh from "./zh/sideBySide.json";
import testingZh from "./zh/testing.json";
import versionsZh from "./zh/versions.json";

const en = {
  common,
  shell,
  curation,
  data,
  damaged,
  graphs,
  editor,
  canvas,
  assigning,
  catalogue,
  clusters,
  commands,
  grouping,
  ingest,
  live,
  versions,
  testing,
  interchange,
  publishing,
  running,
  debugging,
  sideBySide,
  runs,
  replay,
  compare,
  models,
  connecting,
  connectionState,
  facts,
  prices,
  probes,
  playground,
  evaluations,
  insights,
  settings,
  auth,
  problems,
  errors,
};
/** Every text a person reads, by namespace. English is the type all languages must match. */
export type Messages = typeof en;

export const messages: Record<Locale, Messages> = {
  en,
  zh: {
    common: commonZh,
    shell: shellZh,
    curation: curationZh,
    data: dataZh,
    damaged: damagedZh,
    graphs: graphsZh,
    editor: editorZh,
    canvas: canvasZh,
    assigning: assigningZh,
    catalogue: catalogueZh,
    clusters: clustersZh,
    commands: commandsZh,
    grouping: groupingZh,
    ingest: ingestZh,
    live: liveZh,
    versions: versionsZh,
    testing: testingZh,
    interchange: interchangeZh,
    publishing: publishingZh,
    running: runningZh,
    debugging: debuggingZh,
    sideBySide: sideBySideZh,
    runs: runsZh,
    replay: replayZh,
    compare: compareZh,
    models: modelsZh,
    connecting: connectingZh,
    connectionState: connectionStateZh,
    facts: factsZh,
    prices: pricesZh,
    probes: probesZh,
    playground: playgroundZh,
    evaluations: evaluationsZh,
    insights: insightsZh,
    settings: settingsZh,
    auth: authZh,
    problems: problemsZh,
    errors: errorsZh,
  },
};

/** The sentence of an error in a person's language: what happened and what to do. */
export function errorText(locale: Locale, code: ErrorCode, params: ErrorParams): string {
  return createTranslator({ locale, messages: messages[locale], namespace: "errors" })(code, params);
}

const isProblemCode = (code: string): code is keyof Messages["problems"] & string => Object.hasOwn(en.problems, code);

/** The sentence of a graph's problem in a person's language. */
export function problemText(locale: Locale, { code, params, inner }: Pick<Problem, "code" | "params" | "inner">, kinds: Kinds): string {
  if (!isProblemCode(code)) return code;
  const shown: Problem["params"] = labelled(params, kinds, locale);
  const reason = inner === undefined ? undefined : problemText(locale, inner, kinds);
  return createTranslator({ locale, messages: messages[locale], namespace: "problems" })(
    code,
    reason === undefined ? shown : { ...shown, reason },
  );
}
