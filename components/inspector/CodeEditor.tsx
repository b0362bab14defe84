"use client";

import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { oneDark } from "@codemirror/theme-one-dark";
import {
  Decoration,
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  MatchDecorator,
  placeholder,
  rectangularSelection,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef } from "react";
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

/** A change that came from outside and is no news there. */
const External = Annotation.define<boolean>();
const scheming = new Compartment();
const sizing = new Compartment();

/**
 * CodeMirror for prompts, JavaScript and JSON, in the colours of the theme. It is set up once for each label, language and hint: a key
 * changes its text and nothing else.
 */
export function CodeEditor({ label, language, value, onChange, minHeight = 72, maxHeight = 360, hint, variables = [] }: CodeEditorProps) {
  const scheme = useComputedColorScheme("light");
  const latest = useRef({ onChange, variables });
  latest.current = { onChange, variables };
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const typed = useRef(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: text, colours and sizes come in by the effects below
  useLayoutEffect(() => {
    if (place.current === null) return;
    typed.current = value;
    const view = new EditorView({
      parent: place.current,
      doc: value,
      extensions: [
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (!docChanged || transactions.some((transaction) => transaction.annotation(External))) return;
          typed.current = state.doc.toString();
          latest.current.onChange(typed.current);
        }),
        sizing.of(size(minHeight, maxHeight)),
        language === "template" ? plain : code,
        // Before the colours, of which it takes some away.
        look,
        scheming.of(coloursOf(scheme)),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: language === "template" ? "true" : "false" }),
        ...(hint === undefined ? [] : [placeholder(hint)]),
        ...(language === "javascript" ? [lineNumbers(), javascript()] : []),
        ...(language === "json" ? [json()] : []),
        ...(language === "template"
          ? [variableChips, autocompletion({ override: [(context) => completeVariable(context, latest.current.variables)] })]
          : []),
      ],
    });
    editor.current = view;
    return () => view.destroy();
  }, [label, language, hint]);
  // What somebody else writes into the same text comes in as that change alone: the cursor stays where it is.
  useLayoutEffect(() => {
    const view = editor.current;
    if (view === null || value === typed.current) return;
    typed.current = value;
    const change = textChange(view.state.doc.toString(), value);
    if (change !== null) view.dispatch({ changes: change, annotations: [External.of(true)] });
  }, [value]);
  useEffect(() => editor.current?.dispatch({ effects: scheming.reconfigure(coloursOf(scheme)) }), [scheme]);
  useEffect(() => editor.current?.dispatch({ effects: sizing.reconfigure(size(minHeight, maxHeight)) }), [minHeight, maxHeight]);
  return <div ref={place} />;
}

const coloursOf = (scheme: "light" | "dark"): Extension => (scheme === "dark" ? oneDark : []);

/** In CSS pixels. */
const size = (least: number, most: number): Extension =>
  EditorView.theme({
    "&": { minHeight: `${least}px`, maxHeight: `${most}px` },
    "& .cm-scroller": { height: "100% !important" },
  });

const usual: Extension = [
  highlightSpecialChars(),
  history(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
  rectangularSelection(),
  EditorView.lineWrapping,
];

const plain: Extension = [usual, keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap])];

const code: Extension = [
  usual,
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
];

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
