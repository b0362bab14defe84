import { apache, type CatalogueModel, claim, familyOf, k, mit, PAPER } from "./model";

const nvidiaOpen = { name: "NVIDIA Open Model License", kind: "conditions" } as const;

const phi2 = claim(
  "paper",
  PAPER,
  "Commonsense reasoning and code generation on par with models of 30 billion parameters, while about 15 times faster.",
  "常识推理和代码生成与 300 亿参数的模型相当，速度约为其 15 倍。",
);
const phi3 = claim(
  "paper",
  PAPER,
  "Language understanding, commonsense reasoning and code generation on par with models of up to 70 billion parameters of its generation.",
  "语言理解、常识推理和代码生成与同代最高 700 亿参数的模型相当。",
);
const nemotronH = claim(
  "paper",
  PAPER,
  "Follows instructions and writes code about as accurately as dense models of 30 billion parameters of its generation, at a tenth of the arithmetic or less.",
  "遵循指令和编写代码的准确度与同代 300 亿参数的稠密模型相近，计算量低一个数量级。",
);
const smolLm2 = claim(
  "paper",
  PAPER,
  "As a series: language understanding, tool calling and instruction following like those of 14-billion models of its time, and of 70-billion models two years older.",
  "整个系列的语言理解、工具调用和遵循指令能力，与同期 140 亿参数及两年前 700 亿参数的模型相当。",
);
const hymba = claim(
  "paper",
  PAPER,
  "Best instruction accuracy and 3.5 times the throughput of transformers of like size; follows instructions better than models of 13 billion parameters.",
  "指令准确度最佳，吞吐量为同等规模 transformer 的 3.5 倍；遵循指令优于 130 亿参数的模型。",
);
const distilled = claim(
  "paper",
  PAPER,
  "Strong commonsense reasoning for its size, learnt from DeepSeek-R1's answers.",
  "从 DeepSeek-R1 的回答中学得，相对其规模具有很强的常识推理能力。",
);
const distilled7 = claim(
  "paper",
  PAPER,
  "Outperforms large proprietary models such as Claude 3.5 Sonnet (1022) and GPT-4o (0513).",
  "超过 Claude 3.5 Sonnet (1022)、GPT-4o (0513) 等大型专有模型。",
);
const retro = claim(
  "paper",
  PAPER,
  "With retrieval, language modelling comparable to GPT-3 (175 billion parameters) with 25 times fewer parameters.",
  "借助检索，以 1/25 的参数达到与 GPT-3（1750 亿参数）相当的语言建模能力。",
);
const xlam = claim(
  "paper",
  PAPER,
  "State of the art in tool calling despite its size, ahead of GPT-4o and Claude 3.5.",
  "规模不大，工具调用却达到最先进水平，超过 GPT-4o 和 Claude 3.5。",
);
const toolformer = claim(
  "paper",
  PAPER,
  "Outperforms GPT-3 (175 billion parameters) by calling APIs.",
  "通过调用 API 超过 GPT-3（1750 亿参数）。",
);

/** The models that the paper's argument rests on, with what it says of them. */
export const paperModels: CatalogueModel[] = [
  ...familyOf({ family: "Phi", developer: "Microsoft", licence: mit }, [
    { id: "phi-2", name: "Phi-2", parameters: 2.7, context: 2_048, ollama: "phi:2.7b", names: ["microsoft/phi-2"], claims: [phi2] },
    {
      ...{ id: "phi-3-small", name: "Phi-3 Small", parameters: 7, context: k(8), claims: [phi3] },
      names: ["microsoft/Phi-3-small-8k-instruct"],
    },
  ]),
  ...familyOf({ family: "Nemotron-H", developer: "NVIDIA", licence: nvidiaOpen }, [
    { id: "nemotron-h-2b", name: "Nemotron-H 2B", parameters: 2, context: null, source: PAPER, licence: null, claims: [nemotronH] },
    {
      ...{ id: "nemotron-h-4.8b", name: "Nemotron-H 4.8B", parameters: 4.8, context: null, source: PAPER },
      ...{ licence: null, claims: [nemotronH] },
    },
    {
      ...{ id: "nemotron-h-9b", name: "Nemotron-H 9B", parameters: 9, context: null, source: PAPER },
      ...{ licence: null, claims: [nemotronH] },
    },
  ]),
  ...familyOf({ family: "SmolLM2", developer: "Hugging Face", licence: apache }, [
    {
      ...{ id: "smollm2-135m", name: "SmolLM2 135M", parameters: 0.135, context: k(8), ollama: "smollm2:135m", claims: [smolLm2] },
      names: ["HuggingFaceTB/SmolLM2-135M-Instruct"],
    },
    {
      ...{ id: "smollm2-360m", name: "SmolLM2 360M", parameters: 0.36, context: k(8), ollama: "smollm2:360m", claims: [smolLm2] },
      names: ["HuggingFaceTB/SmolLM2-360M-Instruct"],
    },
    {
      ...{ id: "smollm2-1.7b", name: "SmolLM2 1.7B", parameters: 1.7, context: k(8), ollama: "smollm2:1.7b", claims: [smolLm2] },
      ...{ names: ["HuggingFaceTB/SmolLM2-1.7B-Instruct"], abilities: ["tools"] },
    },
  ]),
  ...familyOf({ family: "Hymba", developer: "NVIDIA", licence: nvidiaOpen, abilities: ["tools"] }, [
    { id: "hymba-1.5b", name: "Hymba 1.5B", parameters: 1.52, context: null, names: ["nvidia/Hymba-1.5B-Instruct"], claims: [hymba] },
  ]),
  ...familyOf({ family: "DeepSeek-R1-Distill", developer: "DeepSeek", licence: mit, abilities: ["reasoning"] }, [
    {
      ...{ id: "deepseek-r1-distill-qwen-1.5b", name: "DeepSeek-R1-Distill Qwen 1.5B", parameters: 1.5, context: k(128) },
      ...{ ollama: "deepseek-r1:1.5b", names: ["deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B"], claims: [distilled] },
    },
    {
      ...{ id: "deepseek-r1-distill-qwen-7b", name: "DeepSeek-R1-Distill Qwen 7B", parameters: 7.6, context: k(128) },
      ...{ ollama: "deepseek-r1:7b", names: ["deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"], claims: [distilled7] },
    },
    {
      ...{ id: "deepseek-r1-distill-llama-8b", name: "DeepSeek-R1-Distill Llama 8B", parameters: 8, context: k(128) },
      ...{ names: ["deepseek-ai/DeepSeek-R1-Distill-Llama-8B"], claims: [distilled] },
    },
  ]),
  ...familyOf({ family: "RETRO", developer: "Google DeepMind", licence: null }, [
    {
      ...{ id: "retro-7.5b", name: "RETRO 7.5B", parameters: 7.5, context: null },
      ...{ source: "https://arxiv.org/abs/2112.04426", claims: [retro] },
    },
  ]),
  ...familyOf({ family: "xLAM-2", developer: "Salesforce", licence: { name: "CC BY-NC 4.0", kind: "research" }, abilities: ["tools"] }, [
    {
      ...{ id: "xlam-2-8b", name: "xLAM-2 8B", parameters: 8, context: k(128), claims: [xlam] },
      names: ["Salesforce/Llama-xLAM-2-8b-fc-r"],
    },
  ]),
  ...familyOf({ family: "Toolformer", developer: "Meta", licence: null, abilities: ["tools"] }, [
    {
      ...{ id: "toolformer-6.7b", name: "Toolformer 6.7B", parameters: 6.7, context: null },
      ...{ source: "https://arxiv.org/abs/2302.04761", claims: [toolformer] },
    },
  ]),
];
