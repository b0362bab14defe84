import "server-only";
import { MinnowError } from "@/core/errors";
import { unseal } from "../auth/secrets";

/** A connection's key in the clear, for the one header it is meant for. @throws MinnowError `connection_key_unreadable` */
export function keyOf({ name, sealedKey }: { name: string; sealedKey: string | null }): string | null {
  if (sealedKey === null) return null;
  try {
    return unseal(sealedKey);
  } catch (cause) {
    throw new MinnowError("connection_key_unreadable", { connection: name }, { cause });
  }
}
