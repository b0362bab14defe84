import "server-only";

/** Calls that begin in one turn of the event loop. Each takes 0.2 to 0.5 ms of it from its start to its end. */
const A_TURN = 8;

/**
 * Spreads the beginnings of calls over turns of the event loop, in the order they came. Many that begin at once would otherwise keep
 * the thread until the last of them is under way, and again when all are answered: everything else the process does would wait.
 */
export function openSpread(perTurn = A_TURN): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let [left, isPlanned] = [perTurn, false];
  const begin = () => {
    isPlanned = false;
    left = perTurn;
    for (const go of waiting.splice(0, left)) {
      left -= 1;
      go();
    }
    if (waiting.length > 0) plan();
  };
  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(begin);
  };
  return async () => {
    plan();
    if (left > 0) {
      left -= 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
}
