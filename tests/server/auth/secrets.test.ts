import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { seal, unseal } from "@/server/auth/secrets";

beforeAll(() => {
  process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
});

describe("a sealed credential", () => {
  it("opens to what was sealed", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (plain) => unseal(seal(plain)) === plain));
  });

  it("never looks the same twice and never contains the credential", () => {
    const key = "sk-proj-1234567890abcdef";
    expect(seal(key)).not.toBe(seal(key));
    expect(Buffer.from(seal(key).slice(3), "base64url").toString("latin1")).not.toContain(key);
  });

  it("does not open when a single byte was changed", () => {
    const bytes = Buffer.from(seal("sk-proj-1234567890abcdef").slice(3), "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      expect(() => unseal(`v1.${altered.toString("base64url")}`)).toThrow("altered");
    }
  });

  it("does not open under another secret", () => {
    const sealed = seal("sk-proj-1234567890abcdef");
    const before = process.env.MINNOW_SECRET;
    process.env.MINNOW_SECRET = "another secret of a test, long enough too";
    expect(() => unseal(sealed)).toThrow("MINNOW_SECRET changed");
    process.env.MINNOW_SECRET = before;
  });

  it("is not made with a short secret", () => {
    const before = process.env.MINNOW_SECRET;
    process.env.MINNOW_SECRET = "short";
    expect(() => seal("x")).toThrow("at least 32 characters");
    process.env.MINNOW_SECRET = before;
  });
});
