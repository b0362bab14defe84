/** Where a text stops being JSON; lines and columns count from 1. `found` is the character there, empty at the text's end. */
export type JsonSlip = { line: number; column: number; found: string };

const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

/** Where a text can't be read as JSON any further, or null when it can, as `JSON.parse` sees it. (What that says is English everywhere.) */
export function jsonSlip(text: string): JsonSlip | null {
  let at = 0;
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found !== null;
  };
  const mark = (character: string): boolean => {
    match(SPACE);
    const there = text[at] === character;
    if (there) at += 1;
    match(SPACE);
    return there;
  };
  const string = (): boolean => {
    if (text[at] !== '"') return false;
    for (at += 1; at < text.length; ) {
      const character = text[at] ?? "";
      if (character === '"') {
        at += 1;
        return true;
      }
      if (character === "\\" ? !match(ESCAPE) : character < " ") return false;
      if (character !== "\\") at += 1;
    }
    return false;
  };
  /** Closing brackets still to come: no recursion, as a text may nest deeper than a stack. */
  const open: ("}" | "]")[] = [];
  const key = () => string() && mark(":");
  const slip = (): JsonSlip => {
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found: [...text.slice(at, at + 2)][0] ?? "" };
  };
  for (;;) {
    match(SPACE);
    if (mark("{")) {
      if (!mark("}")) {
        if (!key()) return slip();
        open.push("}");
        continue;
      }
    } else if (mark("[")) {
      if (!mark("]")) {
        open.push("]");
        continue;
      }
    } else if (text[at] === '"' ? !string() : !match(PLAIN)) return slip();
    // A value is over: whatever it ends is, too.
    for (let close = open.at(-1); ; close = open.at(-1)) {
      match(SPACE);
      if (close === undefined) return at === text.length ? null : slip();
      if (mark(close)) {
        open.pop();
        continue;
      }
      if (!mark(",") || (close === "}" && !key())) return slip();
      break;
    }
  }
}
