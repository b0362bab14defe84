export const evaluationAt = (id: string): string => `/suggestions/evaluations/${encodeURIComponent(id)}`;

/** Shares are said in points. */
export const points = (share: number): number => share * 100;
