import { z } from "zod";
import { isAlive, startMoment } from "@/db/alive";

/** A process that can be found again after the one that started it has gone, without mistaking another for it. */
export const identitySchema = z.object({ pid: z.number().int().positive(), started: z.string().optional() });
export type Identity = z.infer<typeof identitySchema>;

export async function identify(pid: number): Promise<Identity> {
  return { pid, started: await startMoment(pid) };
}

export async function isStillRunning(identity: Identity): Promise<boolean> {
  return isAlive(identity.pid) && (await startMoment(identity.pid)) === identity.started;
}
