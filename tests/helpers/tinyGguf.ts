/** A GGUF file made of nothing: a model of the Llama architecture with random weights, whose tokens are the 256 bytes. */
const TYPES = { uint32: 4, float32: 6, text: 8, list: 9 } as const;

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const uint64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const float32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

type Entry = readonly [key: string, value: Buffer];
const textEntry = (key: string, value: string): Entry => [key, Buffer.concat([uint32(TYPES.text), text(value)])];
const numberEntry = (key: string, value: number): Entry => [key, Buffer.concat([uint32(TYPES.uint32), uint32(value)])];
const floatEntry = (key: string, value: number): Entry => [key, Buffer.concat([uint32(TYPES.float32), float32(value)])];
const listEntry = (key: string, type: number, items: Buffer[]): Entry => [
  key,
  Buffer.concat([uint32(TYPES.list), uint32(type), uint64(items.length), ...items]),
];

const WIDTH = 32;
const INNER = 64;
const SPECIAL = ["<unk>", "<s>", "</s>"];
const ALIGNMENT = 32;

/** Numbers that look random and are the same each time. xorshift32 */
function* weights(): Generator<number> {
  let state = 0x9e3779b9;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield ((state >>> 0) / 0xffffffff - 0.5) * 0.6;
  }
}

export type TinyGguf = { name?: string; license?: string; contextTokens?: number; template?: string | null };

export const CHAT_TEMPLATE =
  "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}\n{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";

export function tinyGguf({ name = "Tiny Minnow", license = "apache-2.0", contextTokens = 1_024, template = CHAT_TEMPLATE }: TinyGguf = {}) {
  const tokens = [...SPECIAL, ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`)];
  const vocabulary = tokens.length;
  const entries: Entry[] = [
    textEntry("general.architecture", "llama"),
    textEntry("general.name", name),
    textEntry("general.license", license),
    numberEntry("general.file_type", 0),
    numberEntry("llama.context_length", contextTokens),
    numberEntry("llama.embedding_length", WIDTH),
    numberEntry("llama.block_count", 1),
    numberEntry("llama.feed_forward_length", INNER),
    numberEntry("llama.attention.head_count", 2),
    numberEntry("llama.attention.head_count_kv", 2),
    numberEntry("llama.rope.dimension_count", WIDTH / 2),
    numberEntry("llama.vocab_size", vocabulary),
    floatEntry("llama.attention.layer_norm_rms_epsilon", 1e-5),
    textEntry("tokenizer.ggml.model", "llama"),
    listEntry("tokenizer.ggml.tokens", TYPES.text, tokens.map(text)),
    listEntry(
      "tokenizer.ggml.scores",
      TYPES.float32,
      tokens.map(() => float32(0)),
    ),
    // Of bytes 6, of those that steer 3, of the unknown 2.
    listEntry(
      "tokenizer.ggml.token_type",
      5,
      tokens.map((_, index) => int32(index === 0 ? 2 : index < SPECIAL.length ? 3 : 6)),
    ),
    numberEntry("tokenizer.ggml.bos_token_id", 1),
    numberEntry("tokenizer.ggml.eos_token_id", 2),
    numberEntry("tokenizer.ggml.unknown_token_id", 0),
    ...(template === null ? [] : [textEntry("tokenizer.chat_template", template)]),
  ];
  const shapes: [string, number[]][] = [
    ["token_embd.weight", [WIDTH, vocabulary]],
    ["output_norm.weight", [WIDTH]],
    ["output.weight", [WIDTH, vocabulary]],
    ["blk.0.attn_norm.weight", [WIDTH]],
    ["blk.0.attn_q.weight", [WIDTH, WIDTH]],
    ["blk.0.attn_k.weight", [WIDTH, WIDTH]],
    ["blk.0.attn_v.weight", [WIDTH, WIDTH]],
    ["blk.0.attn_output.weight", [WIDTH, WIDTH]],
    ["blk.0.ffn_norm.weight", [WIDTH]],
    ["blk.0.ffn_gate.weight", [WIDTH, INNER]],
    ["blk.0.ffn_up.weight", [WIDTH, INNER]],
    ["blk.0.ffn_down.weight", [INNER, WIDTH]],
  ];
  const random = weights();
  let offset = 0;
  let parameters = 0;
  const table: Buffer[] = [];
  const data: Buffer[] = [];
  for (const [tensor, shape] of shapes) {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    parameters += size;
    table.push(Buffer.concat([text(tensor), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset)]));
    const isNorm = tensor.includes("norm");
    const values = new Float32Array(size).map(() => (isNorm ? 1 : Number(random.next().value)));
    data.push(Buffer.from(values.buffer));
    // Every size here is a multiple of the alignment.
    offset += values.byteLength;
  }
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    uint32(3),
    uint64(shapes.length),
    uint64(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), value]),
    ...table,
  ]);
  const padding = Buffer.alloc((ALIGNMENT - (head.length % ALIGNMENT)) % ALIGNMENT);
  return { bytes: Buffer.concat([head, padding, ...data]), headerBytes: head.length, parameters };
}
