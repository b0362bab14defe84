import type { z } from "zod";
import type { ConfigProblem } from "./kind";

type Issue = z.core.$ZodIssue;
type Params = NonNullable<ConfigProblem["params"]>;

/**
 * What a schema finds wrong with a config as a problem with a sentence of its own: its code is one of `problems` in core/messages.
 * `field` is the path of the setting, such as `cases.2.name`.
 */
export function configProblem(issue: Issue, config: unknown): ConfigProblem {
  const field = issue.path.join(".");
  const about = (code: string, params: Params = {}): ConfigProblem => ({ code, params: { field, ...params } });
  if (issue.path.length > 0 && valueAt(config, issue.path) === undefined) return about("config_missing");
  switch (issue.code) {
    case "custom":
      return typeof issue.params?.problem === "string"
        ? about(issue.params.problem, { reason: String(issue.params.reason ?? "") })
        : about("config_invalid");
    case "too_big":
      return about(`config_${sizeOf(issue.origin)}_above`, { limit: Number(issue.maximum), inclusive: String(issue.inclusive !== false) });
    case "too_small": {
      const [size, limit] = [sizeOf(issue.origin), Number(issue.minimum)];
      if (size !== "number" && limit <= 1) return about("config_empty");
      return about(`config_${size}_below`, { limit, inclusive: String(issue.inclusive !== false) });
    }
    case "invalid_type":
      return about("config_type", { expected: issue.expected });
    case "not_multiple_of":
      return about("config_step", { step: issue.divisor });
    case "invalid_value":
      return about("config_choice", { options: issue.values.map(String).join(", ") });
    case "invalid_format":
      return issue.format === "url" ? about("config_address") : about("config_invalid");
    case "unrecognized_keys":
      return about("config_unknown", { keys: issue.keys.join(", ") });
    case "invalid_union":
      return unionProblem(issue, config) ?? about("config_invalid");
    default:
      return about("config_invalid");
  }
}

/** Of the forms a value may have, the one it comes nearest to says what is wrong: that which finds the deepest fault. */
function unionProblem({ errors, path }: Extract<Issue, { code: "invalid_union" }>, config: unknown): ConfigProblem | null {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  const [nearest] = errors.toSorted((one, other) => depth(other) - depth(one));
  const [issue] = nearest?.toSorted((one, other) => other.path.length - one.path.length) ?? [];
  return issue === undefined ? null : configProblem({ ...issue, path: [...path, ...issue.path] }, config);
}

const sizeOf = (origin: string): "text" | "list" | "number" =>
  origin === "string" ? "text" : origin === "array" || origin === "set" || origin === "map" ? "list" : "number";

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value === null || typeof value !== "object" ? undefined : Reflect.get(value, key)), config);
}
