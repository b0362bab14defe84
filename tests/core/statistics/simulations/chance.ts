/** ln(count!) for 0 to `most`, by adding logarithms. */
export function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let count = 2; count <= most; count++) logs[count] = (logs[count - 1] as number) + Math.log(count);
  return logs;
}

/** count · ln(share), 0 for no count, so that a share of 0 is no trouble where nothing falls on it. */
export const logPower = (count: number, share: number): number => (count === 0 ? 0 : count * Math.log(share));

/** The probability of each number of successes, 0 to `trials`. */
export function binomial(trials: number, share: number): Float64Array {
  const logs = logFactorials(trials);
  return Float64Array.from({ length: trials + 1 }, (_, k) =>
    Math.exp(
      (logs[trials] as number) - (logs[k] as number) - (logs[trials - k] as number) + logPower(k, share) + logPower(trials - k, 1 - share),
    ),
  );
}

/** The most events of probability `rate` in `tries` that chance gives in all but one run in a thousand: mean and 3.1 deviations. */
export const mostByChance = (tries: number, rate: number): number => tries * rate + 3.1 * Math.sqrt(tries * rate * (1 - rate));

/** The fewest, likewise. */
export const fewestByChance = (tries: number, rate: number): number => tries * rate - 3.1 * Math.sqrt(tries * rate * (1 - rate));
