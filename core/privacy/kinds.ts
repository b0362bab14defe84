import { z } from "zod";

/** What can be found in a text by its form, its checksum, or the words around it. */
export const PersonalKind = z.enum(["email", "phone", "card", "iban", "nationalId", "ip", "address", "person", "secret"]);
export type PersonalKind = z.infer<typeof PersonalKind>;

/** `own`: a word or pattern of the workspace's, of no other kind. */
export const FoundKind = z.enum([...PersonalKind.options, "own"]);
export type FoundKind = z.infer<typeof FoundKind>;

/** Kinds that have a form of their own; the others are told by the words around them, and missed more often. */
export const structuredKinds = ["email", "phone", "card", "iban", "nationalId", "ip", "secret"] as const satisfies readonly PersonalKind[];
