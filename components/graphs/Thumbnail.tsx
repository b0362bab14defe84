import type { ModelClass } from "@/core/models";
import { kinds } from "@/nodes/definitions";
import classes from "./Graphs.module.css";
import type { GraphSummary } from "./summary";

const WIDTH = 240;
const HEIGHT = 110;
const MARGIN = 70;

/** As on the canvas: an edge that leads back runs over its target's row. */
function pathOf(x1: number, y1: number, x2: number, y2: number): string {
  if (x2 <= x1) return `M${x1} ${y1} h24 V${y2 - HEIGHT / 2 - 34} H${x2 - 24} V${y2} H${x2}`;
  const bend = Math.max(60, (x2 - x1) / 2);
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** The graph in small: SLM nodes round, LLM nodes square, the others plain. */
export function Thumbnail({ outline, modelClasses }: { outline: GraphSummary["outline"]; modelClasses: ReadonlyMap<string, ModelClass> }) {
  const { nodes, edges } = outline;
  if (nodes.length === 0) return <svg className={classes.thumbnail} viewBox="0 0 900 360" aria-hidden="true" />;
  const xs = nodes.map(({ position }) => position.x);
  const ys = nodes.map(({ position }) => position.y);
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  const width = Math.max(900, Math.max(...xs) + WIDTH + MARGIN - left);
  const height = Math.max(360, Math.max(...ys) + HEIGHT + MARGIN - top);
  const places = new Map(nodes.map(({ id, position }) => [id, position]));
  return (
    <svg className={classes.thumbnail} viewBox={`${left} ${top} ${width} ${height}`} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
      {edges.map(({ source, target }, index) => {
        const from = places.get(source);
        const to = places.get(target);
        if (from === undefined || to === undefined) return null;
        const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: edges of an outline have no id, and two may join the same nodes
          <path key={index} className={classes.line} d={pathOf(x1, y1, x2, y2)} />
        );
      })}
      {nodes.map(({ id, kind, position, models }) => {
        const modelClass = kinds(kind)?.asksModels === true ? (modelClasses.get(models[0] ?? "") ?? "unknown") : undefined;
        return (
          <g key={id} className={classes.box} data-class={modelClass} data-kind={kind}>
            <rect
              x={position.x}
              y={position.y}
              width={WIDTH}
              height={HEIGHT}
              rx={modelClass === "slm" ? 52 : modelClass === "llm" ? 2 : 18}
            />
            {modelClass === "llm" && <rect className={classes.edgeBar} x={position.x} y={position.y} width={26} height={HEIGHT} />}
          </g>
        );
      })}
    </svg>
  );
}
