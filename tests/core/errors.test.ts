import { expect, it, vi } from "vitest";
import { MinnowError } from "@/core/errors";

it("a refusal is one to every copy of the code, and nothing else is", async () => {
  vi.resetModules();
  const copy = await import("@/core/errors");
  expect(copy.MinnowError).not.toBe(MinnowError);
  expect(new copy.MinnowError("not_found")).toBeInstanceOf(MinnowError);
  expect(new MinnowError("not_found")).toBeInstanceOf(copy.MinnowError);
  for (const other of [new Error("not_found"), { code: "not_found" }, null, "not_found"]) expect(other instanceof MinnowError).toBe(false);
});
