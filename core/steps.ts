/** Work done in steps of a few milliseconds at most, so that something else can come between them; it returns what came of it. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does all the steps, one right after the other. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** What a function gives for every item of a list, many items to a step. */
export function* eachOf<Item, Result>(items: readonly Item[], give: (item: Item) => readonly Result[], atATime = 64): Steps<Result[]> {
  const given: Result[] = [];
  for (let from = 0; from < items.length; from += atATime) {
    for (const item of items.slice(from, from + atATime)) given.push(...give(item));
    yield;
  }
  return given;
}
