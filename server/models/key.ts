import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { unseal } from "../auth/secrets";

type Sealed = { name: string; sealedKey: string | null; sealedHeaders: string | null; sealedProxy: string | null };

/** A connection's key in the clear, for the one header it is meant for. @throws MinnowError `connection_key_unreadable` */
export const keyOf = ({ name, sealedKey }: Pick<Sealed, "name" | "sealedKey">): string | null => opened(name, sealedKey);

/** Headers that go along with every call of it. @throws MinnowError `connection_key_unreadable` */
export function headersOf({ name, sealedHeaders }: Pick<Sealed, "name" | "sealedHeaders">): Readonly<Record<string, string>> {
  const text = opened(name, sealedHeaders);
  return text === null ? {} : z.record(z.string(), z.string()).parse(JSON.parse(text));
}

/** The address of the proxy it is called through. @throws MinnowError `connection_key_unreadable` */
export const proxyOf = ({ name, sealedProxy }: Pick<Sealed, "name" | "sealedProxy">): string | null => opened(name, sealedProxy);

function opened(connection: string, sealed: string | null): string | null {
  if (sealed === null) return null;
  try {
    return unseal(sealed);
  } catch (cause) {
    throw new MinnowError("connection_key_unreadable", { connection }, { cause });
  }
}
