import { answerAuth } from "@/server/api/rest/auth";

export const POST = answerAuth;
