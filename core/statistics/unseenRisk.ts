import hypergeometricCdf from "@stdlib/stats-base-dists-hypergeometric-cdf";

/**
 * p-value of the hypothesis that more than `alpha` of so many calls not yet seen will be errors, given the errors among calls drawn at random from
 * the same pool. With u the fewest errors that are too many, it is P(Hyp(k + u errors among n + m calls, n drawn) <= k): of all numbers of errors
 * in the pool, k + u makes "k or fewer here and u or more there" likeliest. Stricter than the binomial p of the underlying rate, for the calls
 * to come scatter, too.
 * @param errors k, of `calls` n
 * @param unseen m, how many calls the promise is about
 */
export function unseenRiskP({ errors, calls, unseen, alpha }: { errors: number; calls: number; unseen: number; alpha: number }): number {
  const tooMany = Math.floor(alpha * unseen + 1e-9) + 1;
  if (errors + tooMany > calls + unseen || tooMany > unseen) return 0;
  return hypergeometricCdf(errors, calls + unseen, errors + tooMany, calls);
}
