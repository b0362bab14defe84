import { failureResponse } from "@/server/api/rest/problem";
import { followLink } from "@/server/auth/followLink";
import { processDatabase } from "@/server/auth/process";

export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  try {
    return await followLink(processDatabase(), (await params).token, request.headers);
  } catch (error) {
    return failureResponse(error, request.headers);
  }
}

/** Previews ask like this; without its own answer Next would run GET and use the link up. */
export function HEAD(): Response {
  return new Response(null, { status: 204 });
}
