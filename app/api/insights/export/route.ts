import { exportInsights } from "@/server/api/rest/exportInsights";
import { userRoute } from "@/server/api/rest/userRoute";

export const GET = userRoute("/api/insights/export", "GET", exportInsights);
