import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { port, text } from "@/core/graph/ports";
import { MAX_PASSAGES } from "@/core/knowledge/base";

const Config = z.object({
  /** Id of the knowledge base; null until one has been chosen. */
  base: z.string().min(1).nullable(),
  limit: z.number().int().min(1).max(MAX_PASSAGES),
});
export type RetrieveConfig = z.infer<typeof Config>;

export const retrieve = defineNode({
  kind: "retrieve",
  category: "tools",
  icon: "IconBooks",
  text: {
    en: {
      title: "Retrieve",
      summary: "Finds passages in a knowledge base",
      help: "Searches the texts, markdown and PDF files of a knowledge base by their words, misspelled ones too, and by their meaning where an embedding model is registered, and gives the passages that fit best, each with its citation. “text” has them numbered, ready for a prompt, so that an answer can name [1]. Files are uploaded on the Data page.",
      fields: { base: { label: "Knowledge base" }, limit: { label: "Passages at most" } },
    },
    zh: {
      title: "检索",
      summary: "在知识库中查找段落",
      help: "按词语（包括拼写有误的）搜索知识库中的文本、Markdown 和 PDF 文件，注册了嵌入模型时也按语义搜索，给出最相关的段落及其出处。“text”中段落已编号，可直接放入提示，答案即可引用 [1]。文件在“数据”页面上传。",
      fields: { base: { label: "知识库" }, limit: { label: "最多段落数" } },
    },
  },
  config: Config,
  defaultConfig: { base: null, limit: 5 },
  ports: () => ({
    inputs: [port("query", text)],
    outputs: [port("passages", { type: "list", of: { type: "json" } }), port("text", text)],
  }),
  check: ({ base }) => (base === null ? [{ code: "base_unchosen" }] : []),
  effects: "none",
});
