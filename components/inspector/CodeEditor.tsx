"use client";

import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { useComputedColorScheme } from "@mantine/core";
import CodeMirror, {
  Decoration,
  EditorView,
  type Extension,
  ExternalChange,
  MatchDecorator,
  placeholder,
  type ReactCodeMirrorRef,
  ViewPlugin,
  type ViewUpdate,
} from "@uiw/react-codemirror";
import { useLayoutEffect, useMemo, useRef } from "react";
import { textChange } from "@/core/live/text";

export type CodeEditorProps = {
  label: string;
  language: "template" | "javascript" | "json";
  value: string;
  onChange(value: string): void;
  minHeight?: number;
  maxHeight?: number;
  hint?: string;
  /** Names offered after `{{`. */
  variables?: readonly string[];
};

/** CodeMirror for prompts, JavaScript and JSON, in the colours of the theme. */
export function CodeEditor({ label, language, value, onChange, minHeight = 72, maxHeight = 360, hint, variables = [] }: CodeEditorProps) {
  const scheme = useComputedColorScheme("light");
  const names = useRef(variables);
  names.current = variables;
  const extensions = useMemo<Extension[]>(
    () => [
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: language === "template" ? "true" : "false" }),
      look,
      ...(hint === undefined ? [] : [placeholder(hint)]),
      ...(language === "javascript" ? [javascript()] : []),
      ...(language === "json" ? [json()] : []),
      ...(language === "template"
        ? [variableChips, autocompletion({ override: [(context) => completeVariable(context, names.current)] })]
        : []),
    ],
    [label, language, hint],
  );
  const plain = language === "template";
  const editor = useRef<ReactCodeMirrorRef>(null);
  const typed = useRef(value);
  // What somebody else writes into the same text comes in as that change alone: the cursor stays where it is.
  useLayoutEffect(() => {
    const view = editor.current?.view;
    if (view === undefined || value === typed.current) return;
    typed.current = value;
    const change = textChange(view.state.doc.toString(), value);
    if (change !== null) view.dispatch({ changes: change, annotations: [ExternalChange.of(true)] });
  }, [value]);
  return (
    <CodeMirror
      ref={editor}
      value={value}
      onChange={(text) => {
        typed.current = text;
        onChange(text);
      }}
      theme={scheme}
      extensions={extensions}
      minHeight={`${minHeight}px`}
      maxHeight={`${maxHeight}px`}
      indentWithTab={false}
      basicSetup={{
        lineNumbers: language === "javascript",
        foldGutter: false,
        highlightActiveLine: false,
        highlightActiveLineGutter: false,
        highlightSelectionMatches: false,
        autocompletion: !plain,
        closeBrackets: !plain,
        bracketMatching: !plain,
        searchKeymap: false,
      }}
    />
  );
}

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { padding: "7px 0", fontFamily: "var(--mantine-font-family-monospace)", caretColor: "var(--mantine-color-text)" },
  ".cm-line": { padding: "0 9px" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--minnow-text-dim)" },
  ".cm-placeholder": { color: "var(--minnow-text-dim)" },
  ".cm-variable": {
    padding: "0 3px",
    margin: "0 1px",
    borderRadius: "4px",
    backgroundColor: "var(--mantine-primary-color-light)",
    color: "var(--mantine-primary-color-light-color)",
    fontWeight: "600",
  },
});

const matcher = new MatchDecorator({
  regexp: /\{\{\s*[A-Za-z_][\w-]*(?:\.[\w-]+)*\s*\}\}/g,
  decoration: Decoration.mark({ class: "cm-variable" }),
});

const variableChips = ViewPlugin.define(
  (view) => ({
    decorations: matcher.createDeco(view),
    update(update: ViewUpdate) {
      this.decorations = matcher.updateDeco(update, this.decorations);
    },
  }),
  { decorations: ({ decorations }) => decorations },
);

function completeVariable(context: CompletionContext, names: readonly string[]): CompletionResult | null {
  const typed = context.matchBefore(/\{\{\s*[\w-]*/);
  if (typed === null || names.length === 0) return null;
  const from = typed.from + (/^\{\{\s*/.exec(typed.text)?.[0].length ?? 2);
  const closed = context.state.sliceDoc(context.pos, context.pos + 2) === "}}";
  return {
    from,
    options: names.map((name) => ({ label: name, type: "variable", apply: closed ? name : `${name}}}` })),
    validFor: /^[\w-]*$/,
  };
}
