import "server-only";
import { MinnowError } from "@/core/errors";
import { MAX_FILE_BYTES, type MediaType, mediaTypeOf } from "@/core/knowledge/base";
import type { Page } from "@/core/knowledge/chunk";
import { sizeText } from "../auth/door";

export type File = { name: string; bytes: Uint8Array };
export type Extracted = { mediaType: MediaType; pages: Page[] };

/** UTF-16 code units: about a hundred thick books, and more than any file a person would search as one. */
const MAX_TEXT = 20_000_000;
const MAX_PAGES = 5_000;
/** Longest the pages of one PDF may take. Milliseconds. */
const PDF_MS = 120_000;

/**
 * The text of a file, page by page where it has pages.
 * @throws MinnowError `payload_too_large`, `file_kind`, `file_empty`, `file_locked`, `file_unreadable`, `file_too_long`
 */
export async function extractText({ name, bytes }: File): Promise<Extracted> {
  if (bytes.byteLength > MAX_FILE_BYTES) throw new MinnowError("payload_too_large", { limit: sizeText(MAX_FILE_BYTES) });
  const mediaType = mediaTypeOf(name);
  if (mediaType === undefined) throw new MinnowError("file_kind", { name });
  const pages = mediaType === "application/pdf" ? await pagesOfPdf(name, bytes) : [{ page: null, text: decoded(name, bytes) }];
  if (pages.every(({ text }) => text.trim() === "")) throw new MinnowError("file_empty", { name });
  if (pages.reduce((length, { text }) => length + text.length, 0) > MAX_TEXT) throw tooLong(name, `${MAX_TEXT / 1_000_000}M`);
  return { mediaType, pages };
}

const tooLong = (name: string, limit: string) => new MinnowError("file_too_long", { name, limit });

/** PostgreSQL stores neither NUL nor half characters. */
const storable = (text: string): string => text.replaceAll("\u0000", "").toWellFormed();

/** Text is UTF-8, UTF-16 with its mark, or what Chinese Windows wrote. */
function decoded(name: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  for (const encoding of marked === null ? ["utf-8", "gb18030"] : [marked]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // Text has no NUL; what has is an image or a program under a wrong name.
      if (text.includes("\u0000")) break;
      return storable(text);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new MinnowError("file_unreadable", { name, reason: "it is not text" });
}

async function pagesOfPdf(name: string, bytes: Uint8Array): Promise<Page[]> {
  // Large, and needed at uploads alone.
  const { getDocumentProxy } = await import("unpdf");
  const started = Date.now();
  try {
    // The library takes the bytes over and empties them.
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    try {
      if (pdf.numPages > MAX_PAGES) throw tooLong(name, `${MAX_PAGES} pages`);
      const pages: Page[] = [];
      for (let page = 1; page <= pdf.numPages; page++) {
        if (Date.now() - started > PDF_MS)
          throw new MinnowError("file_unreadable", { name, reason: `it takes longer than ${PDF_MS / 1_000} s` });
        const { items } = await (await pdf.getPage(page)).getTextContent();
        const text = items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
        pages.push({ page, text: storable(text) });
      }
      return pages;
    } finally {
      await pdf.loadingTask.destroy();
    }
  } catch (cause) {
    if (cause instanceof MinnowError || !(cause instanceof Error)) throw cause;
    if (cause.name === "PasswordException") throw new MinnowError("file_locked", { name }, { cause });
    throw new MinnowError("file_unreadable", { name, reason: cause.message.replace(/\.$/, "") }, { cause });
  }
}
