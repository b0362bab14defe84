import { assign, describe } from "@/core/clustering/assign";
import { fitClusters } from "@/core/clustering/fit";
import type { ClusterModel } from "@/core/clustering/model";
import type { Answer, Ask, TellCall } from "./protocol";

/** A process of its own that fits clusters and assigns calls to them: both take the CPU for long. It ends when its parent lets go of it. */
let model: ClusterModel | null = null;

const described = ({ call, embedding }: TellCall) => ({ id: call.id, ...describe(call, embedding) });

function answer(ask: Ask): Answer {
  if (ask.type === "fit") {
    const { previous, embeddedBy } = ask;
    model = fitClusters(ask.calls.map(described), { previous, embeddedBy });
    return { type: "fitted", model };
  }
  model = ask.model ?? model;
  const fitted = model;
  if (fitted === null) throw new Error("calls can be assigned when clusters have been fitted");
  return { type: "assigned", assignments: ask.calls.map((call) => assign(fitted, described(call))) };
}

process.on("message", (ask: Ask) => process.send?.(answer(ask)));
process.on("disconnect", () => process.exit(0));
