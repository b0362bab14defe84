import { isErrorCode, MinnowError } from "@/core/errors";
import { asText } from "@/core/graph/template";
import { numbered } from "@/core/knowledge/passage";
import { errorText } from "@/core/messages";
import type { Executor } from "../executor";
import type { retrieve } from "./definition";

export const execute: Executor<typeof retrieve> = async ({ config: { base, limit }, inputs, context }) => {
  if (base === null) throw new MinnowError("base_unchosen");
  const { passages, wordsOnly } = await context.searchKnowledge({ baseId: base, query: asText(inputs.query), limit }, context.signal);
  if (wordsOnly !== null)
    context.log(
      `searched by words alone: ${isErrorCode(wordsOnly.code) ? errorText("en", wordsOnly.code, wordsOnly.params) : wordsOnly.code}`,
    );
  context.log(passages.length === 0 ? "nothing found" : passages.map(({ citation }) => citation).join("; "));
  return { passages, text: numbered(passages) };
};
