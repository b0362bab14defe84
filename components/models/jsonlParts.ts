export type JsonlPart = { text: string; firstLine: number /** Characters read so far. */; read: number };

/** Cuts a stream of text into parts of about `size` characters that end where a line ends, with the number of each part's first line. */
export async function* jsonlParts(stream: AsyncIterable<string>, size: number): AsyncGenerator<JsonlPart> {
  let [held, firstLine, read] = ["", 1, 0];
  for await (const text of stream) {
    held += text;
    read += text.length;
    const end = held.lastIndexOf("\n");
    if (held.length < size || end === -1) continue;
    const part = held.slice(0, end);
    yield { text: part, firstLine, read };
    firstLine += part.split("\n").length;
    held = held.slice(end + 1);
  }
  if (held.trim() !== "") yield { text: held, firstLine, read };
}
