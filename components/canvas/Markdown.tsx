"use client";

import { memo } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** Markdown as people write it. HTML in it is shown as text, links open in a new tab and tell nothing about where they were. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      disallowedElements={["img"]}
      components={{
        a: ({ children, href }) => (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="nodrag">
            {children}
          </a>
        ),
      }}
    >
      {text}
    </ReactMarkdown>
  );
});
