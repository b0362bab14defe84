import { postDocument } from "@/server/api/rest/knowledge";
import { userRoute } from "@/server/api/rest/userRoute";

export const POST = userRoute("/api/knowledge/[baseId]/documents", "POST", postDocument);
