/**
 * What no statistic is defined for is refused with a RangeError that names it: the mistake of whoever calls, not of a person at a page.
 */

/** @throws RangeError unless `value` lies strictly between 0 and 1, as a confidence, an error rate or a power does */
export function requireLevel(value: number, name: string): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must lie between 0 and 1, both excluded: ${value}`);
}

/** @throws RangeError unless `value` is a whole number of at least `least` */
export function requireCount(value: number, name: string, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`${name} must be a whole number of at least ${least}: ${value}`);
}

/** @throws RangeError unless `successes` of `trials` are whole numbers with 0 <= successes <= trials and at least one trial */
export function requireShare(successes: number, trials: number): void {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(trials) || trials < 1 || successes < 0 || successes > trials)
    throw new RangeError(`no share: ${successes} of ${trials}`);
}

/** @throws RangeError unless `low` <= `value` <= `high` */
export function requireWithin(value: number, low: number, high: number, name: string): void {
  if (!(value >= low && value <= high)) throw new RangeError(`${name} must lie in [${low}, ${high}]: ${value}`);
}
