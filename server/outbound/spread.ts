import "server-only";

/** Pieces of work in one turn of the event loop. Each takes 0.1 to 0.5 ms of it. */
const A_TURN = 12;

/**
 * Spreads pieces of work, such as the beginnings of calls, over turns of the event loop, in the order they came. Many that come at once
 * would otherwise keep the thread until the last of them is done: everything else the process does would wait.
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

/** Of this process: beginnings of calls and pieces of their answers take turns with each other, for they share its one thread. */
export const spread = openSpread();
