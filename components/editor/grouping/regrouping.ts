/** What regrouping a graph takes, to be loaded when somebody does it. */
export { partOf, refusePart } from "@/core/graph/grouping/border";
export { groupIntoLoop, groupIntoMap } from "@/core/graph/grouping/container";
export { dissolveContainer, dissolveSubgraph, refuseDissolving } from "@/core/graph/grouping/dissolve";
export { withRoom } from "./withRoom";
