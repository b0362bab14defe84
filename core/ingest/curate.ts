import { type Redaction, redactJson, redactText } from "../privacy/redact";
import { recordFound } from "../privacy/together";
import type { ObservedCall, ObservedMessage, ObservedSpan } from "./observed";

/** A span without what is to be taken out of its texts. Names of nodes, models and tools stay: what belongs together is told by them. */
export function curateSpan(span: ObservedSpan, redaction: Redaction): ObservedSpan {
  const { recording, elsewhere } = recordFound(redaction);
  const curated = curateOnce(span, recording);
  const rest = elsewhere();
  return rest === null ? curated : curateOnce(curated, rest);
}

function curateOnce(span: ObservedSpan, redaction: Redaction): ObservedSpan {
  const text = (given: string) => redactText(given, redaction);
  return {
    ...span,
    error: span.error === null ? null : text(span.error),
    input: redactJson(span.input, redaction),
    output: redactJson(span.output, redaction),
    call: span.call === null ? null : curateCall(span.call, redaction),
  };
}

function curateCall(call: ObservedCall, redaction: Redaction): ObservedCall {
  const toolCalls = (calls: ObservedCall["toolCalls"]) => calls.map((one) => ({ ...one, arguments: redactJson(one.arguments, redaction) }));
  const message = ({ toolCalls: calls, ...rest }: ObservedMessage): ObservedMessage => ({
    ...rest,
    content: redactText(rest.content, redaction),
    ...(calls !== undefined && { toolCalls: toolCalls(calls) }),
  });
  return {
    ...call,
    messages: call.messages.map(message),
    text: call.text === null ? null : redactText(call.text, redaction),
    toolCalls: toolCalls(call.toolCalls),
    response: redactJson(call.response, redaction),
  };
}
