import { describe, expect, it } from "vitest";
import { MAX_FILE_BYTES } from "@/core/knowledge/base";
import { extractText } from "@/server/knowledge/extract";
import { pdfOf } from "../../helpers/pdf";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a file", () => {
  it("of text is read as it is", async () => {
    expect(await extractText({ name: "a.txt", bytes: bytes("Grüße, 您好 🐟") })).toEqual({
      mediaType: "text/plain",
      pages: [{ page: null, text: "Grüße, 您好 🐟" }],
    });
  });

  it("of markdown is known by its name", async () => {
    expect(await extractText({ name: "README.MD", bytes: bytes("# Hi") })).toMatchObject({ mediaType: "text/markdown" });
  });

  it.each([
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x60, 0x4f])],
    ["GB 18030", new Uint8Array([0xc4, 0xe3])],
    ["UTF-8 with a mark", new Uint8Array([0xef, 0xbb, 0xbf, 0xe4, 0xbd, 0xa0])],
  ])("in %s is read", async (_, content) => {
    expect((await extractText({ name: "a.txt", bytes: content })).pages).toEqual([{ page: null, text: "你" }]);
  });

  it("that is a PDF keeps its pages", async () => {
    expect(await extractText({ name: "a.pdf", bytes: pdfOf(["First (one).", "", "Third."]) })).toEqual({
      mediaType: "application/pdf",
      pages: [
        { page: 1, text: "First (one)." },
        { page: 2, text: "" },
        { page: 3, text: "Third." },
      ],
    });
  });

  it.each([
    ["empty text", "a.txt", bytes(" \n"), "file_empty"],
    ["a PDF of pictures", "a.pdf", pdfOf(["", ""]), "file_empty"],
    ["a broken PDF", "a.pdf", bytes("%PDF-1.4 and then nothing"), "file_unreadable"],
    ["a program named like a text", "a.txt", new Uint8Array([127, 69, 76, 70, 0, 0, 1]), "file_unreadable"],
    ["a picture", "a.png", bytes("x"), "file_kind"],
    ["a file without an ending", "pdf", bytes("x"), "file_kind"],
    ["too much", "a.txt", new Uint8Array(MAX_FILE_BYTES + 1), "payload_too_large"],
  ])("that is %s is refused with the reason", async (_, name, content, code) => {
    await expect(extractText({ name, bytes: content })).rejects.toMatchObject({ code });
  });
});
