import type { Json } from "@/core/graph/json";
import { renderTemplate, templateVariables } from "@/core/graph/template";
import type { WorkspaceCapabilities } from "./executor";

/** The variable whose fields are the workspace's secrets: `{{secrets.CRM_TOKEN}}`. It is no input port. */
export const SECRETS = "secrets";

const SECRET = /\{\{\s*secrets\.(\w+)\s*\}\}/g;

/** Names of the input ports that templates make, the secrets left out. */
export const portVariables = (...templates: string[]): string[] => templateVariables(...templates).filter((name) => name !== SECRETS);

/** A template filled with values and secrets. A value that names a secret stays as it is. */
export async function renderWithSecrets(
  template: string,
  variables: Record<string, Json | undefined>,
  { secret }: Pick<WorkspaceCapabilities, "secret">,
): Promise<string> {
  const names = new Set([...template.matchAll(SECRET)].map(([, name]) => name as string));
  const known = await Promise.all([...names].map(async (name) => [name, await secret(name)] as const));
  return renderTemplate(template, { ...variables, [SECRETS]: Object.fromEntries(known) });
}

export const hasSecrets = (template: string): boolean => template.search(SECRET) !== -1;
