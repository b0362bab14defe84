import "server-only";
import { Ajv, type ErrorObject } from "ajv";
import { type ErrorParams, MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { input as inputNode, inputSchema } from "@/nodes/input/definition";

const MAX_INPUT_BYTES = 1_000_000;

const ajv = new Ajv({ strict: false });

/**
 * Holds a run's input to the graph's input node.
 * @throws input_invalid, naming the field; payload_too_large
 */
export function requireInput(document: GraphDocument, input: JsonObject): void {
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_INPUT_BYTES) throw new MinnowError("payload_too_large", { limit: "1 MB" });
  const node = document.nodes.find(({ kind }) => kind === inputNode.kind);
  const schema = inputSchema(inputNode.config.parse(node?.config));
  const fits = ajv.compile(schema);
  // Ajv keeps every schema it has compiled; these are made anew for each run.
  ajv.removeSchema(schema);
  if (fits(input)) return;
  const [error] = fits.errors ?? [];
  throw new MinnowError("input_invalid", misfit(error), { details: { errors: fits.errors, schema } });
}

/** `problem` chooses the sentence, see errors.input_invalid. */
function misfit(error: ErrorObject | undefined): ErrorParams {
  const at = error?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  switch (error?.keyword) {
    case "required":
      return { problem: "missing", field: String(error.params.missingProperty) };
    case "additionalProperties":
      return { problem: "unknown", field: String(error.params.additionalProperty) };
    case "type":
      return { problem: "type", field: at, expected: String(error.params.type) };
    case "enum":
      return { problem: "choice", field: at, expected: error.params.allowedValues.join(", ") };
    default:
      return { problem: "other", field: at, reason: error?.message ?? "" };
  }
}
