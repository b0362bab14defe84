import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { AddedDocument } from "@/core/knowledge/base";
import { addDocument } from "../../knowledge/write";
import { readBytes } from "./body";
import { jsonResponse } from "./problem";
import type { UserRequest } from "./userRoute";

const FileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // A name, not a path; and no characters that change what stands beside it.
  .regex(/^[^\\/\p{Cc}\p{Bidi_Control}]+$/u);

/** `POST /api/knowledge/{baseId}/documents?name=faq.md`: the file is the body. 201 when it was added, 200 when the base had it. */
export async function postDocument({ request, params, ctx, maxBytes }: UserRequest<{ baseId: string }>): Promise<Response> {
  const name = FileName.safeParse(new URL(request.url).searchParams.get("name"));
  if (!name.success) throw new MinnowError("bad_request", { reason: "name: a file name is needed" }, { cause: name.error });
  const bytes = await readBytes(request, maxBytes);
  const document = await addDocument(ctx, params.baseId, { name: name.data.toWellFormed(), bytes });
  return jsonResponse(AddedDocument.parse(document), { status: document.added ? 201 : 200 });
}
