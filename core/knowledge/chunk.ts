/** A page of a document, or the whole of one that has no pages. */
export type Page = { /** From 1; null where there are no pages. */ page: number | null; text: string };

export type Chunk = {
  /** Place in the document, from 0. */
  ordinal: number;
  /** Headings it stands under, outermost first, joined by ` › `. */
  heading: string;
  page: number | null;
  text: string;
  /** How many characters at the start of the text repeat the end of the chunk before. */
  overlap: number;
};

/** Longest text of a chunk, in UTF-16 code units: a few paragraphs, about 300 tokens of English. */
export const CHUNK_LENGTH = 1_200;
/** What a chunk repeats of the one before, so that a sentence and what it refers to are found together. */
export const CHUNK_OVERLAP = 150;

const GLUE = "\n\n";
const PIECE_LENGTH = CHUNK_LENGTH - CHUNK_OVERLAP - GLUE.length;

/** Text that is never cut, and what stands between it and the piece before. */
type Piece = { text: string; glue: string };
type Section = { heading: string; page: number | null; pieces: Piece[] };

/**
 * Cuts a document into passages of at most CHUNK_LENGTH, at headings and paragraphs where it can, else at sentences, words and at last characters.
 * Every character but white space is in exactly one chunk, apart from overlaps, in the order of the document. No chunk crosses a heading with text before it, or a page.
 * @param markdown whether lines that start with `#` are headings and fenced code belongs together
 */
export function chunksOf(pages: readonly Page[], markdown: boolean): Chunk[] {
  return sectionsOf(pages, markdown)
    .flatMap(packed)
    .map((chunk, ordinal) => ({ ordinal, ...chunk }));
}

function sectionsOf(pages: readonly Page[], markdown: boolean): Section[] {
  const sections: Section[] = [];
  const path: string[] = [];
  for (const { page, text } of pages) {
    let section: Section = { heading: headingOf(path), page, pieces: [] };
    let hasText = false;
    sections.push(section);
    for (const paragraph of paragraphsOf(text, markdown)) {
      const heading = markdown ? /^(#{1,6})[ \t]+(\S.*)$/.exec(paragraph) : null;
      if (heading !== null) {
        const [, marks = "", title = ""] = heading;
        path.length = Math.min(path.length, marks.length - 1);
        // A level that was left out stays empty.
        while (path.length < marks.length - 1) path.push("");
        path.push(title.replace(/\s+#+\s*$/, "").trim());
        // Headings that follow one another belong to the text under the last of them.
        const carried: Piece[] = hasText ? [] : section.pieces;
        if (!hasText) section.pieces = [];
        section = { heading: headingOf(path), page, pieces: carried };
        hasText = false;
        sections.push(section);
      } else hasText = true;
      section.pieces.push(...piecesOf(paragraph));
    }
  }
  return sections.filter(({ pieces }) => pieces.length > 0);
}

const headingOf = (path: readonly string[]): string =>
  path
    .filter((title) => title !== "")
    .join(" › ")
    .slice(0, 500)
    .toWellFormed();

/** Blocks between empty lines; in markdown a heading is one by itself and a fenced block is one although it has empty lines. */
function paragraphsOf(text: string, markdown: boolean): string[] {
  const paragraphs: string[][] = [[]];
  let fence: string | null = null;
  for (const line of text.split(/\r\n|[\n\r\f]/)) {
    const mark: string | undefined = markdown ? /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] : undefined;
    const alone = fence === null && markdown && /^#{1,6}[ \t]+\S/.test(line);
    if (alone) paragraphs.push([line], []);
    else if (fence === null && line.trim() === "") paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
    if (mark === undefined) continue;
    if (fence === null) fence = mark;
    else if (mark.startsWith(fence)) fence = null;
  }
  return paragraphs.map((lines) => lines.join("\n").trim()).filter((paragraph) => paragraph !== "");
}

// Bounded, because a look-behind over long runs of spaces would take the square of their length.
const sentenceEnds = /(?<=[.!?…]["'”’)\]]{0,3}\s{1,3}|[。！？；]["'”’」』）]{0,3}|\n)/u;
const wordEnds = /(?<=\s)/u;

/** A paragraph, or its parts where it is too long. */
function piecesOf(paragraph: string): Piece[] {
  const parts = cut(paragraph, [sentenceEnds, wordEnds]);
  return parts.map((text, index) => ({ text, glue: index === 0 ? GLUE : "" }));
}

function cut(text: string, ends: readonly RegExp[]): string[] {
  if (text.length <= PIECE_LENGTH) return [text];
  const [end, ...finer] = ends;
  if (end === undefined) return cutAnywhere(text);
  return text.split(end).flatMap((part) => cut(part, finer));
}

function cutAnywhere(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + PIECE_LENGTH;
    // Not between the halves of a character beyond the first plane.
    const length = end < text.length && isLowSurrogate(text, end) ? PIECE_LENGTH - 1 : PIECE_LENGTH;
    parts.push(text.slice(start, start + length));
    start += length;
  }
  return parts;
}

function packed({ heading, page, pieces }: Section): Omit<Chunk, "ordinal">[] {
  const chunks: Omit<Chunk, "ordinal">[] = [];
  let text = "";
  let overlap = 0;
  const close = () => {
    const trimmed = text.trimEnd();
    if (trimmed.length > overlap) chunks.push({ heading, page, text: trimmed, overlap });
    return trimmed;
  };
  for (const { text: piece, glue } of pieces) {
    const joined = text === "" ? piece : text + glue + piece;
    if (joined.trimEnd().length <= CHUNK_LENGTH) {
      text = joined;
      continue;
    }
    const tail = tailOf(close());
    overlap = tail === "" ? 0 : tail.length + (glue === "" ? 1 : glue.length);
    text = tail === "" ? piece : tail + (glue === "" ? " " : glue) + piece;
  }
  close();
  return chunks;
}

/** The end of a text, from the start of a word where words can be told apart. */
function tailOf(text: string): string {
  const start = text.length - CHUNK_OVERLAP;
  if (start <= 0) return "";
  const tail = text.slice(isLowSurrogate(text, start) ? start + 1 : start);
  const word = tail.search(/\s\S/);
  return word === -1 ? tail : tail.slice(word + 1);
}

const isLowSurrogate = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
};
