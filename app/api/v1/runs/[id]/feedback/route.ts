import { keyRoute } from "@/server/api/rest/keyRoute";
import { getFeedback, postFeedback } from "@/server/api/rest/runs";

export const GET = keyRoute("/api/v1/runs/[id]/feedback", "GET", getFeedback);
export const POST = keyRoute("/api/v1/runs/[id]/feedback", "POST", postFeedback);
