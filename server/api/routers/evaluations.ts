import "server-only";
import { z } from "zod";
import { EvaluationAsked, EvaluationProposal } from "@/core/evaluation/plan";
import { EvaluationLine, EvaluationReport } from "@/core/evaluation/report";
import { Applied, applyEvaluation, takeBackEvaluation } from "../../insights/evaluations/apply";
import { cancelEvaluation, pauseEvaluation, resumeEvaluation } from "../../insights/evaluations/control";
import { listEvaluations } from "../../insights/evaluations/list";
import { proposeEvaluation } from "../../insights/evaluations/propose";
import { readEvaluation } from "../../insights/evaluations/read";
import { startEvaluation } from "../../insights/evaluations/start";
import { watchEvaluation } from "../../insights/evaluations/watch";
import { procedure, router } from "../trpc";

const Id = z.string().min(1).max(64);
const One = z.object({ id: Id });
/** What the version that comes of it says of itself. */
const WithMessage = One.extend({ message: z.string().max(2_000) });
const NodeId = z.string().min(1).max(300);

/** Replays of nodes' recorded calls on smaller models. */
export const evaluationsRouter = router({
  /** Which models could be tried for a node, and what that is expected to use. */
  propose: procedure("analyse")
    .input(z.object({ graphId: Id, nodeId: NodeId }))
    .output(EvaluationProposal)
    .query(({ ctx, input }) => proposeEvaluation(ctx, input.graphId, input.nodeId)),

  start: procedure("analyse")
    .input(EvaluationAsked)
    .output(One)
    .mutation(({ ctx, input }) => startEvaluation(ctx.services, ctx, input)),

  list: procedure("view")
    .input(z.object({ graphId: Id.optional(), nodeId: NodeId.optional() }))
    .output(z.array(EvaluationLine))
    .query(({ ctx, input }) => listEvaluations(ctx, input)),

  get: procedure("view")
    .input(One)
    .output(EvaluationReport)
    .query(({ ctx, input }) => readEvaluation(ctx, input.id)),

  pause: procedure("analyse")
    .input(One)
    .output(z.void())
    .mutation(({ ctx, input }) => pauseEvaluation(ctx, input.id)),

  resume: procedure("analyse")
    .input(One)
    .output(z.void())
    .mutation(({ ctx, input }) => resumeEvaluation(ctx.services, ctx, input.id)),

  cancel: procedure("analyse")
    .input(One)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelEvaluation(ctx, input.id)),

  /** Lets the accepted model serve the node. */
  replace: procedure("edit")
    .input(WithMessage)
    .output(Applied)
    .mutation(({ ctx, input }) => applyEvaluation(ctx, input.id, input.message)),

  /** Lets the model before serve it again. */
  takeBack: procedure("edit")
    .input(WithMessage)
    .output(Applied)
    .mutation(({ ctx, input }) => takeBackEvaluation(ctx, input.id, input.message)),

  /** Tells whenever it is to be read again. */
  follow: procedure("view")
    .input(One)
    .subscription(async function* ({ ctx, input, signal }) {
      yield* watchEvaluation(ctx.services, ctx, input.id, signal ?? new AbortController().signal);
    }),
});
