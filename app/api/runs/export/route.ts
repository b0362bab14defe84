import { exportRuns } from "@/server/api/rest/exportRuns";
import { userRoute } from "@/server/api/rest/userRoute";

export const GET = userRoute("/api/runs/export", "GET", exportRuns);
