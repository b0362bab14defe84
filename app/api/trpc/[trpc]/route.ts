import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { withCountedBody } from "@/server/api/rest/body";
import { failureResponse } from "@/server/api/rest/problem";
import { appRouter } from "@/server/api/root";
import { reportBugs } from "@/server/api/trpc";
import { ruleOf } from "@/server/auth/routes";
import { requestContext } from "@/server/web";

const endpoint = "/api/trpc";
const maxBytes = ruleOf(`${endpoint}/any`)?.maxBytes ?? 0;

const answer = (req: Request): Promise<Response> =>
  fetchRequestHandler({ endpoint, req, router: appRouter, createContext: () => requestContext(req.headers), onError: reportBugs });

export const GET = answer;

export async function POST(request: Request): Promise<Response> {
  try {
    return await answer(await withCountedBody(request, maxBytes));
  } catch (error) {
    return failureResponse(error, request.headers);
  }
}
