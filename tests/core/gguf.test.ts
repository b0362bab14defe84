import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGguf } from "@/core/gguf";
import { tinyGguf } from "../helpers/tinyGguf";

const { bytes, headerBytes, parameters } = tinyGguf();

describe("the header of a model file", () => {
  it("says what is in it, with the exact number of parameters", () => {
    expect(readGguf(bytes)).toEqual({
      state: "read",
      facts: {
        architecture: "llama",
        name: "Tiny Minnow",
        license: "apache-2.0",
        parameters,
        contextTokens: 1_024,
        quantization: "F32",
        hasChatTemplate: true,
      },
    });
    expect(parameters).toBe(26_912);
  });

  it("is read without the weights, and asks for more when it is cut anywhere", () => {
    const whole = readGguf(bytes);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
        expect(readGguf(bytes.subarray(0, length))).toEqual(length >= headerBytes ? whole : { state: "more" });
      }),
    );
  });

  it("never ends in anything but facts, a wish for more, or a reason, whatever the bytes are", () => {
    const header = bytes.subarray(0, headerBytes);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(headerBytes - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Uint8Array.from(header);
        for (const [at, value] of changes) damaged[at] = value;
        expect(["read", "more", "damaged"]).toContain(readGguf(damaged).state);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => ["more", "damaged"].includes(readGguf(noise).state)));
  });

  it.each([
    ["another kind of file", Buffer.from("PK\u0003\u0004 and more"), /does not begin with GGUF/],
    ["a version nobody knows", Buffer.from([0x47, 0x47, 0x55, 0x46, 9, 0, 0, 0]), /version is 9/],
    ["impossible sizes", Buffer.concat([Buffer.from("GGUF\u0003\0\0\0", "latin1"), Buffer.alloc(16, 0xff)]), /impossible size/],
  ])("of %s is damaged, and why is said", (_, other, reason) => {
    expect(readGguf(other)).toMatchObject({ state: "damaged", reason: expect.stringMatching(reason) });
  });

  it("leaves unknown what it does not say", () => {
    expect(readGguf(tinyGguf({ name: "", template: null }).bytes)).toMatchObject({ facts: { name: null, hasChatTemplate: false } });
  });
});
