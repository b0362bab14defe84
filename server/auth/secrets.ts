import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/** The secret everything else is derived from: `MINNOW_SECRET`, at least 32 characters. */
export function masterSecret(): string {
  const secret = process.env.MINNOW_SECRET;
  if (secret === undefined || secret.length < 32) throw new Error("MINNOW_SECRET must be set to at least 32 characters");
  return secret;
}

/** A key for one purpose, so that a leak of one says nothing about the others. HKDF-SHA-256, RFC 5869. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterSecret(), "minnow", purpose, 32));
}

/** Encrypts a credential for storage with AES-256-GCM. Gives `v1.<base64url of nonce, tag and ciphertext>`. */
export function seal(plain: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", derivedKey("sealed credentials"), nonce);
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** The credential that `seal` was given. Throws when the value was altered or sealed under another secret. */
export function unseal(sealed: string): string {
  const [prefix, encoded] = sealed.split(".");
  if (prefix !== version || encoded === undefined) throw new Error("A sealed credential has an unknown form");
  const bytes = Buffer.from(encoded, "base64url");
  if (bytes.length < nonceBytes + tagBytes) throw new Error("A sealed credential is cut short");
  const decipher = createDecipheriv("aes-256-gcm", derivedKey("sealed credentials"), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new Error("A sealed credential cannot be opened: it was altered, or MINNOW_SECRET changed", { cause });
  }
}
