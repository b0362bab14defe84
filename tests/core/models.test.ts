import { describe, expect, it } from "vitest";
import { looksLikeChat, parametersInName } from "@/core/connections";

describe("the size in a model's name", () => {
  it.each([
    ["qwen3:4b", 4],
    ["Llama-3.1-70B-Instruct", 70],
    ["smollm2-135m", 0.135],
    ["mixtral-8x7b", 56],
    ["phi-2", null],
    ["gpt-4o-mini", null],
    ["qwen2.5:0.5b-instruct", 0.5],
    ["bert-4bit", null],
    ["meta-llama/llama-3.2-3b-instruct", 3],
  ])("of %s is %s", (name, size) => {
    expect(parametersInName(name)).toBe(size);
  });
});

describe("a model's name", () => {
  it("tells embeddings and speech from chat", () => {
    const names = ["gpt-4o", "text-embedding-3-small", "whisper-1", "tts-1", "qwen3:4b", "bge-m3", "nomic-embed-text"];
    expect(names.filter(looksLikeChat)).toEqual(["gpt-4o", "qwen3:4b"]);
  });
});
