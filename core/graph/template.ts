import type { Json } from "./json";

/** `{{name}}` or `{{name.path.0}}`; white space inside the braces is allowed. */
const VARIABLE = /\{\{\s*([A-Za-z_][\w-]*)((?:\.[\w-]+)*)\s*\}\}/g;

/** Names of the variables a template mentions, in order of first mention, each once. */
export function templateVariables(...templates: string[]): string[] {
  const names = new Set<string>();
  for (const template of templates) for (const match of template.matchAll(VARIABLE)) names.add(match[1] as string);
  return [...names];
}

/** Names of the variables that a template mentions a part of, such as `{{order.id}}`. */
export function variablesLookedInto(...templates: string[]): ReadonlySet<string> {
  const matches = templates.flatMap((template) => [...template.matchAll(VARIABLE)]);
  return new Set(matches.flatMap(([, name = "", path = ""]) => (path === "" ? [] : [name])));
}

/** A value as it reads inside a prompt: text as it is, everything else as JSON. */
export function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Fills in the variables. A path that leads nowhere reads as empty text. */
export function renderTemplate(template: string, variables: Record<string, Json | undefined>): string {
  return template.replaceAll(VARIABLE, (_, name: string, path: string) => {
    let value: Json | undefined = Object.hasOwn(variables, name) ? variables[name] : undefined;
    for (const key of path.split(".").slice(1)) value = childOf(value, key);
    return asText(value);
  });
}

function childOf(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  if (value !== null && typeof value === "object" && Object.hasOwn(value, key)) return value[key];
  return undefined;
}
