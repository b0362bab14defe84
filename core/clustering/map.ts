import type { Points } from "../statistics/points";
import { dot } from "../statistics/points";
import { symmetricEigen } from "../statistics/randomisedSvd";
import type { DraftPart } from "./carry";

/** How much the calls themselves count beside the centres they gather around: enough to spread them where there are few clusters. */
const WITHIN = 0.05;

export type Axes = { x: Float32Array; y: Float32Array };

/**
 * Two directions that show how calls lie to clusters: the principal ones where there are one or two. More clusters have nearly nothing in
 * common, so that no plane holds them; their centres are then spread round a circle, like beside like, and a call is drawn to each as
 * far as it is like it (star coordinates, Kandogan 2000).
 */
export function axesOf(points: Points, label: Int32Array, parts: readonly Pick<DraftPart, "centre">[]): Axes {
  const principal = principalAxes(points, label, parts);
  if (parts.length < 3) return principal;
  const { size } = points;
  const angle = ({ centre }: Pick<DraftPart, "centre">) =>
    Math.atan2(dot(centre, 0, principal.y, 0, size), dot(centre, 0, principal.x, 0, size));
  const around = parts.map((part, index) => ({ part, index, angle: angle(part) })).sort((a, b) => a.angle - b.angle || a.index - b.index);
  const spread = (turn: (angle: number) => number) => {
    const axis = new Float32Array(size);
    for (const [order, { part }] of around.entries())
      for (let index = 0; index < size; index++)
        axis[index] = (axis[index] as number) + turn((2 * Math.PI * order) / around.length) * (part.centre[index] as number);
    return axis;
  };
  return { x: spread(Math.cos), y: spread(Math.sin) };
}

/** The two directions in which clusters differ most: principal components of their centres by size, and a little of the calls. */
function principalAxes(points: Points, label: Int32Array, parts: readonly Pick<DraftPart, "centre">[]): Axes {
  const { count, size, values } = points;
  const mean = new Float64Array(size);
  for (let point = 0; point < count; point++)
    for (let index = 0; index < size; index++) mean[index] = (mean[index] as number) + (values[point * size + index] as number) / count;
  const spread = new Float64Array(size * size);
  const add = (of: Float32Array, at: number, weight: number) => {
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++)
        spread[a * size + b] =
          (spread[a * size + b] as number) +
          weight * ((of[at + a] as number) - (mean[a] as number)) * ((of[at + b] as number) - (mean[b] as number));
  };
  for (let point = 0; point < count; point++) {
    const centre = parts[label[point] as number]?.centre;
    add(values, point * size, WITHIN / count);
    if (centre !== undefined) add(centre, 0, 1 / count);
  }
  const { vectors } = symmetricEigen(spread, size);
  const column = (which: number) =>
    Float32Array.from({ length: size }, (_, row) => (which < size ? (vectors[row * size + which] as number) : 0));
  return { x: column(0), y: column(1) };
}

/**
 * The axes turned, and mirrored where that is better, so that what was in a place is near it again (orthogonal Procrustes in the plane).
 * @param was where things were on the map before, in the order of `is`, their places in the space now
 */
export function turnedTo({ x, y }: Axes, is: readonly Float32Array[], was: readonly { x: number; y: number }[]): Axes {
  const size = x.length;
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (const [index, vector] of is.entries()) {
    const before = was[index];
    if (before === undefined) continue;
    const [nowX, nowY] = [dot(vector, 0, x, 0, size), dot(vector, 0, y, 0, size)];
    xx += before.x * nowX;
    xy += before.x * nowY;
    yx += before.y * nowX;
    yy += before.y * nowY;
  }
  const isMirrored = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, yx - xy) + 1e-9;
  const angle = isMirrored ? Math.atan2(xy + yx, xx - yy) : Math.atan2(yx - xy, xx + yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const flip = isMirrored ? -1 : 1;
  return {
    x: x.map((value, index) => cos * value - flip * sin * (y[index] as number)),
    y: x.map((value, index) => sin * value + flip * cos * (y[index] as number)),
  };
}
