import { keyRoute } from "@/server/api/rest/keyRoute";
import { getApprovals, postApproval } from "@/server/api/rest/runs";

export const GET = keyRoute("/api/v1/runs/[id]/approvals", "GET", getApprovals);
export const POST = keyRoute("/api/v1/runs/[id]/approvals", "POST", postApproval);
