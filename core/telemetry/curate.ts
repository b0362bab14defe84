import { type Redaction, redactJson, redactText } from "../privacy/redact";
import { recordFound } from "../privacy/together";
import type { ToldRun } from "./spans";

/** A run without what is to be taken out of what people and models said in it. */
export function curateRun(run: ToldRun, redaction: Redaction): ToldRun {
  const { recording, elsewhere } = recordFound(redaction);
  const curated = curateOnce(run, recording);
  const rest = elsewhere();
  return rest === null ? curated : curateOnce(curated, rest);
}

function curateOnce(run: ToldRun, redaction: Redaction): ToldRun {
  const text = (given: string | null) => (given === null ? null : redactText(given, redaction));
  return {
    ...run,
    input: redactJson(run.input, redaction),
    output: redactJson(run.output, redaction),
    error: text(run.error),
    activations: run.activations.map((activation) => ({
      ...activation,
      inputs: redactJson(activation.inputs, redaction),
      outputs: redactJson(activation.outputs, redaction),
      error: text(activation.error),
      calls: activation.calls.map((call) => ({
        ...call,
        request: redactJson(call.request, redaction),
        text: text(call.text),
        toolCalls: redactJson(call.toolCalls, redaction),
        error: text(call.error),
      })),
    })),
  };
}
