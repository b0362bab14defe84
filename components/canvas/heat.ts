import type { Heat } from "../editor/store";

const levels: Heat["level"][] = [0, 1, 2, 3, 4];

/** The heat step of a share in [0, 1]. */
export const heatLevel = (share: number): Heat["level"] => levels[Math.min(4, Math.max(0, Math.floor(share * 5)))] ?? 0;
