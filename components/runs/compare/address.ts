type Started = { id: string; createdAt: string };

/** Where two runs are compared: the later one against the earlier one. */
export function comparisonOf(one: Started, other: Started): string {
  const [a, b] = one.createdAt <= other.createdAt ? [one, other] : [other, one];
  return `/runs/compare?${new URLSearchParams({ a: a.id, b: b.id })}`;
}
