import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curlToStart, exampleInput } from "@/components/settings/example";
import { graphOf, inputNode, outputNode } from "../../helpers/documents";

/** What a shell makes of the command's last word. */
const bodyInShell = (command: string) =>
  execFileSync("sh", ["-c", command.replace(/^curl/, 'last() { for word; do :; done; printf %s "$word"; }; last')]).toString();

describe("the example of an API key", () => {
  it("sends the body unchanged, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const input = { text: text.replaceAll("\0", "") };
        expect(JSON.parse(bodyInShell(curlToStart("http://localhost:3000", "triage", "mw_key", input)))).toEqual({ input });
      }),
      { numRuns: 40 },
    );
  });

  it("names the graph's own fields", () => {
    expect(exampleInput(graphOf([inputNode("question"), outputNode("answer")], []))).toEqual({ question: "…" });
  });
});
