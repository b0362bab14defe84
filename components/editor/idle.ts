/** Time for a graph to be shown first, in milliseconds. */
const AFTER = 1_000;

/** Does something once when the page has been shown and the browser has nothing else to do. */
export function whenIdle(work: () => void): () => void {
  let idle = 0;
  const timer = setTimeout(() => {
    if (window.requestIdleCallback === undefined) work();
    else idle = window.requestIdleCallback(work);
  }, AFTER);
  return () => {
    clearTimeout(timer);
    if (idle !== 0) window.cancelIdleCallback(idle);
  };
}
