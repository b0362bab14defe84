/** Where a node's figures are open, with its score card. */
export const cardOf = ({ graphId, nodeId }: { graphId: string; nodeId: string }): string =>
  `/graphs/${graphId}/insights?node=${encodeURIComponent(nodeId)}`;
