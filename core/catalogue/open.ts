import { apache, type CatalogueModel, claim, familyOf, k, mit } from "./model";

const llama = { name: "Llama Community License", kind: "conditions" } as const;
const gemmaTerms = { name: "Gemma Terms of Use", kind: "conditions" } as const;
const qwenResearch = { name: "Qwen Research License", kind: "research" } as const;
const qwenLicence = { name: "Qwen License", kind: "conditions" } as const;
const nvidiaOpen = { name: "NVIDIA Open Model License", kind: "conditions" } as const;

const qwen3Small = claim(
  "developer",
  "https://qwenlm.github.io/blog/qwen3/",
  "Can rival the performance of Qwen2.5 72B Instruct.",
  "性能可与 Qwen2.5 72B Instruct 媲美。",
);
const gptOss20 = claim(
  "developer",
  "https://openai.com/index/introducing-gpt-oss/",
  "Results similar to OpenAI o3-mini on common benchmarks; runs within 16 GB of memory.",
  "在常见基准上与 OpenAI o3-mini 结果相近；可在 16 GB 内存中运行。",
);
const gptOss120 = claim(
  "developer",
  "https://openai.com/index/introducing-gpt-oss/",
  "Near parity with OpenAI o4-mini on core reasoning benchmarks; runs on one GPU of 80 GB.",
  "在核心推理基准上接近 OpenAI o4-mini；可在一块 80 GB 的 GPU 上运行。",
);
const smolLm3 = claim(
  "developer",
  "https://huggingface.co/blog/smollm3",
  "Outperforms Llama 3.2 3B and Qwen2.5 3B, and competes with larger alternatives of 4 billion parameters.",
  "超过 Llama 3.2 3B 和 Qwen2.5 3B，可与 40 亿参数的更大模型竞争。",
);
const nemotronNano = claim(
  "developer",
  "https://huggingface.co/nvidia/NVIDIA-Nemotron-Nano-9B-v2",
  "AIME25 72.1 % with reasoning on, beside 69.3 % of Qwen3 8B.",
  "开启推理时 AIME25 为 72.1%，Qwen3 8B 为 69.3%。",
);
const distill32 = claim(
  "developer",
  "https://huggingface.co/deepseek-ai/DeepSeek-R1-Distill-Qwen-32B",
  "Outperforms OpenAI o1-mini across various benchmarks.",
  "在多项基准上超过 OpenAI o1-mini。",
);
const ministral14 = claim(
  "developer",
  "https://huggingface.co/mistralai/Ministral-3-14B-Instruct-2512",
  "Comparable to the larger Mistral Small 3.2 24B; fits into 24 GB of GPU memory at 8 bit.",
  "与更大的 Mistral Small 3.2 24B 相当；8 位时可放入 24 GB 显存。",
);

const qwen: CatalogueModel[] = [
  ...familyOf({ family: "Qwen3.5", developer: "Alibaba", licence: apache, abilities: ["tools", "vision", "reasoning"] }, [
    { id: "qwen3.5-0.8b", name: "Qwen3.5 0.8B", parameters: 0.8, context: 262_144, ollama: "qwen3.5:0.8b", names: ["Qwen/Qwen3.5-0.8B"] },
    { id: "qwen3.5-2b", name: "Qwen3.5 2B", parameters: 2, context: 262_144, ollama: "qwen3.5:2b", names: ["Qwen/Qwen3.5-2B"] },
    { id: "qwen3.5-4b", name: "Qwen3.5 4B", parameters: 4, context: 262_144, ollama: "qwen3.5:4b", names: ["Qwen/Qwen3.5-4B"] },
    { id: "qwen3.5-9b", name: "Qwen3.5 9B", parameters: 9, context: 262_144, ollama: "qwen3.5:9b", names: ["Qwen/Qwen3.5-9B"] },
    { id: "qwen3.5-27b", name: "Qwen3.5 27B", parameters: 27, context: 262_144, ollama: "qwen3.5:27b", names: ["Qwen/Qwen3.5-27B"] },
    {
      ...{ id: "qwen3.5-35b-a3b", name: "Qwen3.5 35B-A3B", parameters: 35, active: 3, context: 262_144 },
      ...{ ollama: "qwen3.5:35b", names: ["Qwen/Qwen3.5-35B-A3B"] },
    },
  ]),
  ...familyOf({ family: "Qwen3", developer: "Alibaba", licence: apache, abilities: ["tools", "reasoning"] }, [
    { id: "qwen3-0.6b", name: "Qwen3 0.6B", parameters: 0.6, context: 32_768, ollama: "qwen3:0.6b", names: ["Qwen/Qwen3-0.6B"] },
    { id: "qwen3-1.7b", name: "Qwen3 1.7B", parameters: 1.7, context: 32_768, ollama: "qwen3:1.7b", names: ["Qwen/Qwen3-1.7B"] },
    {
      ...{ id: "qwen3-4b", name: "Qwen3 4B", parameters: 4, context: 32_768, ollama: "qwen3:4b", names: ["Qwen/Qwen3-4B"] },
      claims: [qwen3Small],
    },
    { id: "qwen3-8b", name: "Qwen3 8B", parameters: 8.2, context: 32_768, ollama: "qwen3:8b", names: ["Qwen/Qwen3-8B"] },
    { id: "qwen3-14b", name: "Qwen3 14B", parameters: 14.8, context: 32_768, ollama: "qwen3:14b", names: ["Qwen/Qwen3-14B"] },
    { id: "qwen3-32b", name: "Qwen3 32B", parameters: 32.8, context: 32_768, ollama: "qwen3:32b", names: ["Qwen/Qwen3-32B"] },
    {
      ...{ id: "qwen3-30b-a3b", name: "Qwen3 30B-A3B", parameters: 30.5, active: 3.3, context: 32_768 },
      ...{ ollama: "qwen3:30b-a3b", names: ["Qwen/Qwen3-30B-A3B"] },
    },
    {
      ...{ id: "qwen3-235b-a22b", name: "Qwen3 235B-A22B", parameters: 235, active: 22, context: 32_768 },
      ...{ ollama: "qwen3:235b", names: ["Qwen/Qwen3-235B-A22B"] },
    },
  ]),
  ...familyOf({ family: "Qwen2.5", developer: "Alibaba", licence: apache, abilities: ["tools"] }, [
    {
      id: "qwen2.5-0.5b",
      name: "Qwen2.5 0.5B",
      parameters: 0.49,
      context: 32_768,
      ollama: "qwen2.5:0.5b",
      names: ["Qwen/Qwen2.5-0.5B-Instruct"],
    },
    {
      id: "qwen2.5-1.5b",
      name: "Qwen2.5 1.5B",
      parameters: 1.54,
      context: 32_768,
      ollama: "qwen2.5:1.5b",
      names: ["Qwen/Qwen2.5-1.5B-Instruct"],
    },
    {
      ...{ id: "qwen2.5-3b", name: "Qwen2.5 3B", parameters: 3.09, context: 32_768, ollama: "qwen2.5:3b" },
      ...{ names: ["Qwen/Qwen2.5-3B-Instruct"], licence: qwenResearch },
    },
    { id: "qwen2.5-7b", name: "Qwen2.5 7B", parameters: 7.61, context: k(128), ollama: "qwen2.5:7b", names: ["Qwen/Qwen2.5-7B-Instruct"] },
    {
      id: "qwen2.5-14b",
      name: "Qwen2.5 14B",
      parameters: 14.7,
      context: k(128),
      ollama: "qwen2.5:14b",
      names: ["Qwen/Qwen2.5-14B-Instruct"],
    },
    {
      id: "qwen2.5-32b",
      name: "Qwen2.5 32B",
      parameters: 32.5,
      context: k(128),
      ollama: "qwen2.5:32b",
      names: ["Qwen/Qwen2.5-32B-Instruct"],
    },
    {
      ...{ id: "qwen2.5-72b", name: "Qwen2.5 72B", parameters: 72.7, context: k(128), ollama: "qwen2.5:72b" },
      ...{ names: ["Qwen/Qwen2.5-72B-Instruct"], licence: qwenLicence },
    },
  ]),
];

const meta: CatalogueModel[] = familyOf({ family: "Llama 3", developer: "Meta", licence: llama, abilities: ["tools"] }, [
  {
    id: "llama-3.1-8b",
    name: "Llama 3.1 8B",
    parameters: 8,
    context: k(128),
    ollama: "llama3.1:8b",
    names: ["meta-llama/Llama-3.1-8B-Instruct"],
  },
  {
    id: "llama-3.1-70b",
    name: "Llama 3.1 70B",
    parameters: 70,
    context: k(128),
    ollama: "llama3.1:70b",
    names: ["meta-llama/Llama-3.1-70B-Instruct"],
  },
  {
    ...{ id: "llama-3.1-405b", name: "Llama 3.1 405B", parameters: 405, context: k(128), ollama: "llama3.1:405b" },
    names: ["meta-llama/Llama-3.1-405B-Instruct"],
  },
  {
    id: "llama-3.2-1b",
    name: "Llama 3.2 1B",
    parameters: 1.23,
    context: k(128),
    ollama: "llama3.2:1b",
    names: ["meta-llama/Llama-3.2-1B-Instruct"],
  },
  {
    id: "llama-3.2-3b",
    name: "Llama 3.2 3B",
    parameters: 3.21,
    context: k(128),
    ollama: "llama3.2:3b",
    names: ["meta-llama/Llama-3.2-3B-Instruct"],
  },
  {
    id: "llama-3.3-70b",
    name: "Llama 3.3 70B",
    parameters: 70,
    context: k(128),
    ollama: "llama3.3:70b",
    names: ["meta-llama/Llama-3.3-70B-Instruct"],
  },
]);

const google: CatalogueModel[] = [
  ...familyOf({ family: "Gemma 4", developer: "Google", licence: apache, abilities: ["tools", "vision", "reasoning"] }, [
    {
      id: "gemma-4-e2b",
      name: "Gemma 4 E2B",
      parameters: 5.1,
      active: 2.3,
      context: k(128),
      ollama: "gemma4:e2b",
      names: ["google/gemma-4-E2B-it"],
    },
    {
      id: "gemma-4-e4b",
      name: "Gemma 4 E4B",
      parameters: 8,
      active: 4.5,
      context: k(128),
      ollama: "gemma4:e4b",
      names: ["google/gemma-4-E4B-it"],
    },
    {
      ...{ id: "gemma-4-26b-a4b", name: "Gemma 4 26B-A4B", parameters: 25.2, active: 3.8, context: k(256) },
      ...{ ollama: "gemma4:26b", names: ["google/gemma-4-26B-A4B-it"] },
    },
    { id: "gemma-4-31b", name: "Gemma 4 31B", parameters: 30.7, context: k(256), ollama: "gemma4:31b", names: ["google/gemma-4-31B-it"] },
  ]),
  ...familyOf({ family: "Gemma 3", developer: "Google", licence: gemmaTerms }, [
    {
      id: "gemma-3-270m",
      name: "Gemma 3 270M",
      parameters: 0.27,
      context: k(32),
      ollama: "gemma3:270m",
      names: ["google/gemma-3-270m-it"],
    },
    { id: "gemma-3-1b", name: "Gemma 3 1B", parameters: 1, context: k(32), ollama: "gemma3:1b", names: ["google/gemma-3-1b-it"] },
    ...(
      [
        ["4b", 4],
        ["12b", 12],
        ["27b", 27],
      ] as const
    ).map(([size, parameters]) => ({
      ...{ id: `gemma-3-${size}`, name: `Gemma 3 ${size.toUpperCase()}`, parameters, context: k(128), ollama: `gemma3:${size}` },
      ...{ names: [`google/gemma-3-${size}-it`], abilities: ["vision" as const] },
    })),
  ]),
  ...familyOf({ family: "Gemma 2", developer: "Google", licence: gemmaTerms }, [
    { id: "gemma-2-2b", name: "Gemma 2 2B", parameters: 2.6, context: k(8), ollama: "gemma2:2b", names: ["google/gemma-2-2b-it"] },
    { id: "gemma-2-9b", name: "Gemma 2 9B", parameters: 9, context: k(8), ollama: "gemma2:9b", names: ["google/gemma-2-9b-it"] },
    { id: "gemma-2-27b", name: "Gemma 2 27B", parameters: 27, context: k(8), ollama: "gemma2:27b", names: ["google/gemma-2-27b-it"] },
  ]),
];

const microsoft: CatalogueModel[] = familyOf({ family: "Phi", developer: "Microsoft", licence: mit }, [
  { id: "phi-3-mini", name: "Phi-3 Mini", parameters: 3.8, context: k(4), names: ["microsoft/Phi-3-mini-4k-instruct"] },
  {
    id: "phi-3.5-mini",
    name: "Phi-3.5 Mini",
    parameters: 3.8,
    context: k(128),
    ollama: "phi3.5:3.8b",
    names: ["microsoft/Phi-3.5-mini-instruct"],
  },
  { id: "phi-4", name: "Phi-4", parameters: 14, context: k(16), ollama: "phi4:14b", names: ["microsoft/phi-4"] },
  {
    ...{ id: "phi-4-mini", name: "Phi-4 Mini", parameters: 3.8, context: k(128), ollama: "phi4-mini:3.8b" },
    ...{ names: ["microsoft/Phi-4-mini-instruct"], abilities: ["tools"] },
  },
  {
    ...{ id: "phi-4-mini-reasoning", name: "Phi-4 Mini Reasoning", parameters: 3.8, context: k(128) },
    ...{ ollama: "phi4-mini-reasoning:3.8b", names: ["microsoft/Phi-4-mini-reasoning"], abilities: ["reasoning"] },
  },
]);

const mistral: CatalogueModel[] = [
  ...familyOf({ family: "Ministral 3", developer: "Mistral AI", licence: apache, abilities: ["tools", "vision"] }, [
    {
      id: "ministral-3-3b",
      name: "Ministral 3 3B",
      parameters: 3.8,
      context: k(256),
      ollama: "ministral-3:3b",
      names: ["mistralai/Ministral-3-3B-Instruct-2512"],
    },
    {
      id: "ministral-3-8b",
      name: "Ministral 3 8B",
      parameters: 8.8,
      context: k(256),
      ollama: "ministral-3:8b",
      names: ["mistralai/Ministral-3-8B-Instruct-2512"],
    },
    {
      ...{ id: "ministral-3-14b", name: "Ministral 3 14B", parameters: 13.9, context: k(256), ollama: "ministral-3:14b" },
      ...{ names: ["mistralai/Ministral-3-14B-Instruct-2512"], claims: [ministral14] },
    },
  ]),
  ...familyOf({ family: "Mistral", developer: "Mistral AI", licence: apache, abilities: ["tools"] }, [
    { id: "mistral-7b-v0.3", name: "Mistral 7B v0.3", parameters: 7.25, context: 32_768, names: ["mistralai/Mistral-7B-Instruct-v0.3"] },
    {
      id: "mistral-nemo",
      name: "Mistral Nemo 12B",
      parameters: 12.2,
      context: k(128),
      ollama: "mistral-nemo:12b",
      names: ["mistralai/Mistral-Nemo-Instruct-2407"],
    },
    {
      ...{ id: "mistral-small-3.1", name: "Mistral Small 3.1 24B", parameters: 24, context: k(128), ollama: "mistral-small3.1:24b" },
      ...{ names: ["mistralai/Mistral-Small-3.1-24B-Instruct-2503"], abilities: ["tools", "vision"] },
    },
  ]),
];

const ibm: CatalogueModel[] = familyOf({ family: "Granite", developer: "IBM", licence: apache, abilities: ["tools"] }, [
  {
    id: "granite-3.3-2b",
    name: "Granite 3.3 2B",
    parameters: 2.5,
    context: k(128),
    ollama: "granite3.3:2b",
    names: ["ibm-granite/granite-3.3-2b-instruct"],
  },
  {
    id: "granite-3.3-8b",
    name: "Granite 3.3 8B",
    parameters: 8.1,
    context: k(128),
    ollama: "granite3.3:8b",
    names: ["ibm-granite/granite-3.3-8b-instruct"],
  },
  {
    id: "granite-4.0-micro",
    name: "Granite 4.0 Micro",
    parameters: 3,
    context: k(128),
    ollama: "granite4:micro",
    names: ["ibm-granite/granite-4.0-micro"],
  },
  {
    id: "granite-4.0-h-tiny",
    name: "Granite 4.0 H Tiny",
    parameters: 7,
    active: 1,
    context: k(128),
    ollama: "granite4:tiny-h",
    names: ["ibm-granite/granite-4.0-h-tiny"],
  },
  {
    id: "granite-4.0-h-small",
    name: "Granite 4.0 H Small",
    parameters: 32,
    active: 9,
    context: k(128),
    ollama: "granite4:small-h",
    names: ["ibm-granite/granite-4.0-h-small"],
  },
]);

const others: CatalogueModel[] = [
  ...familyOf({ family: "SmolLM3", developer: "Hugging Face", licence: apache, abilities: ["tools", "reasoning"] }, [
    { id: "smollm3-3b", name: "SmolLM3 3B", parameters: 3, context: k(64), names: ["HuggingFaceTB/SmolLM3-3B"], claims: [smolLm3] },
  ]),
  ...familyOf({ family: "Nemotron", developer: "NVIDIA", licence: nvidiaOpen, abilities: ["tools", "reasoning"] }, [
    {
      ...{ id: "nemotron-nano-9b-v2", name: "Nemotron Nano 9B v2", parameters: 9, context: k(128), claims: [nemotronNano] },
      names: ["nvidia/NVIDIA-Nemotron-Nano-9B-v2"],
    },
  ]),
  ...familyOf({ family: "gpt-oss", developer: "OpenAI", licence: apache, abilities: ["tools", "reasoning"] }, [
    {
      ...{ id: "gpt-oss-20b", name: "gpt-oss 20B", parameters: 20.9, active: 3.6, context: k(128), ollama: "gpt-oss:20b" },
      ...{ names: ["openai/gpt-oss-20b"], claims: [gptOss20] },
    },
    {
      ...{ id: "gpt-oss-120b", name: "gpt-oss 120B", parameters: 116.8, active: 5.1, context: k(128), ollama: "gpt-oss:120b" },
      ...{ names: ["openai/gpt-oss-120b"], claims: [gptOss120] },
    },
  ]),
  ...familyOf({ family: "OLMo 2", developer: "Ai2", licence: apache }, [
    { id: "olmo-2-7b", name: "OLMo 2 7B", parameters: 7, context: k(4), ollama: "olmo2:7b", names: ["allenai/OLMo-2-1124-7B-Instruct"] },
    {
      id: "olmo-2-13b",
      name: "OLMo 2 13B",
      parameters: 13,
      context: k(4),
      ollama: "olmo2:13b",
      names: ["allenai/OLMo-2-1124-13B-Instruct"],
    },
  ]),
  ...familyOf({ family: "DeepSeek", developer: "DeepSeek", licence: mit, abilities: ["reasoning"] }, [
    {
      ...{ id: "deepseek-r1-distill-qwen-14b", name: "DeepSeek-R1-Distill Qwen 14B", parameters: 14.8, context: k(128) },
      ...{ ollama: "deepseek-r1:14b", names: ["deepseek-ai/DeepSeek-R1-Distill-Qwen-14B"] },
    },
    {
      ...{ id: "deepseek-r1-distill-qwen-32b", name: "DeepSeek-R1-Distill Qwen 32B", parameters: 32.8, context: k(128) },
      ...{ ollama: "deepseek-r1:32b", names: ["deepseek-ai/DeepSeek-R1-Distill-Qwen-32B"], claims: [distill32] },
    },
    {
      ...{ id: "deepseek-r1-distill-llama-70b", name: "DeepSeek-R1-Distill Llama 70B", parameters: 70.6, context: k(128) },
      ...{ ollama: "deepseek-r1:70b", names: ["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"] },
    },
    {
      ...{ id: "deepseek-r1", name: "DeepSeek-R1", parameters: 671, active: 37, context: k(128) },
      ...{ ollama: "deepseek-r1:671b", names: ["deepseek-ai/DeepSeek-R1"] },
    },
  ]),
];

/** Families whose weights anyone can have. */
export const openModels: CatalogueModel[] = [...qwen, ...meta, ...google, ...microsoft, ...mistral, ...ibm, ...others];
