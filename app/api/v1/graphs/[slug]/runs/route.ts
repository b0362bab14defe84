import { keyRoute } from "@/server/api/rest/keyRoute";
import { postRun } from "@/server/api/rest/runs";

export const POST = keyRoute("/api/v1/graphs/[slug]/runs", "POST", postRun);
