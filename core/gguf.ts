/**
 * What the header of a GGUF file says of the model in it.
 * Format: the "GGUF" page of ggml's documentation, versions 2 and 3, little-endian.
 */
export type GgufFacts = {
  architecture: string;
  name: string | null;
  license: string | null;
  /** Of all tensors, so it is exact. */
  parameters: number;
  contextTokens: number | null;
  /** Such as `Q4_K_M`. */
  quantization: string | null;
  hasChatTemplate: boolean;
};

/** More bytes are needed than were given; `damaged` says why no number of bytes would do. */
export type GgufReading = { state: "read"; facts: GgufFacts } | { state: "more" } | { state: "damaged"; reason: string };

const MAGIC = 0x46554747;
const MAX_ENTRIES = 1_000_000;
/** A key of a file that is what it says it is has at most this many bytes. */
const MAX_KEY = 65_535;
/** Longer texts, such as templates of chats, are passed over. */
const MAX_KEPT_TEXT = 4_096;
const MAX_DIMENSIONS = 8;

class NeedsMore extends Error {}
class Damaged extends Error {}

/** llama.cpp's `llama_ftype`. */
const FILE_TYPES: Readonly<Record<number, string>> = {
  ...{ 0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M" },
  ...{ 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS" },
  ...{ 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M" },
  ...{ 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4" },
};

type Value = string | number | boolean | null;

/** Sizes of the types of values that have one, by their numbers: whole numbers of 1 to 8 bytes, floats, truth. */
const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const TEXT = 8;
const LIST = 9;

/** Reads as much of a file's beginning as is given. Only header and tensor table are looked at. */
export function readGguf(bytes: Uint8Array): GgufReading {
  try {
    return { state: "read", facts: factsOf(new Reader(bytes)) };
  } catch (error) {
    if (error instanceof NeedsMore) return { state: "more" };
    if (error instanceof Damaged) return { state: "damaged", reason: error.message };
    throw error;
  }
}

function factsOf(reader: Reader): GgufFacts {
  if (reader.uint32() !== MAGIC) throw new Damaged("it does not begin with GGUF");
  const version = reader.uint32();
  if (version !== 2 && version !== 3) throw new Damaged(`its version is ${version}, not 2 or 3`);
  const tensors = reader.count("tensors");
  const entries = reader.count("entries");
  const values = new Map<string, Value>();
  for (let index = 0; index < entries; index++) {
    const key = reader.key();
    values.set(key, reader.value(reader.uint32()));
  }
  let parameters = 0;
  for (let index = 0; index < tensors; index++) parameters += reader.tensor();
  const architecture = values.get("general.architecture");
  if (typeof architecture !== "string") throw new Damaged("it names no architecture");
  const text = (key: string) => {
    const value = values.get(key);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const context = values.get(`${architecture}.context_length`);
  const type = values.get("general.file_type");
  return {
    architecture,
    name: text("general.name"),
    license: text("general.license"),
    parameters,
    contextTokens: typeof context === "number" && Number.isInteger(context) && context > 0 ? context : null,
    quantization: typeof type === "number" ? (FILE_TYPES[type] ?? null) : null,
    hasChatTemplate: values.has("tokenizer.chat_template"),
  };
}

class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) throw new NeedsMore();
    this.#at += size;
    return from;
  }

  uint32 = (): number => this.#view.getUint32(this.#take(4), true);

  #uint64(): number {
    const value = this.#view.getBigUint64(this.#take(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Damaged("it tells an impossible size");
    return Number(value);
  }

  count(what: string): number {
    const count = this.#uint64();
    if (count > MAX_ENTRIES) throw new Damaged(`it tells of ${count} ${what}`);
    return count;
  }

  key(): string {
    const size = this.#uint64();
    if (size > MAX_KEY) throw new Damaged("one of its keys is too long");
    const from = this.#take(size);
    return this.#decoder.decode(this.#bytes.subarray(from, from + size));
  }

  #text(): Value {
    const size = this.#uint64();
    const from = this.#take(size);
    return size > MAX_KEPT_TEXT ? null : this.#decoder.decode(this.#bytes.subarray(from, from + size));
  }

  value(type: number): Value {
    if (type === TEXT) return this.#text();
    if (type === LIST) return this.#passList(0);
    const size = SIZES[type];
    if (size === undefined) throw new Damaged(`it has a value of the unknown type ${type}`);
    const from = this.#take(size);
    if (type === 7) return this.#view.getUint8(from) !== 0;
    if (type === 6) return this.#view.getFloat32(from, true);
    if (type === 12) return this.#view.getFloat64(from, true);
    return this.#whole(type, from);
  }

  #whole(type: number, from: number): Value {
    const view = this.#view;
    switch (type) {
      case 0:
        return view.getUint8(from);
      case 1:
        return view.getInt8(from);
      case 2:
        return view.getUint16(from, true);
      case 3:
        return view.getInt16(from, true);
      case 4:
        return view.getUint32(from, true);
      case 5:
        return view.getInt32(from, true);
      default:
        return Number(type === 10 ? view.getBigUint64(from, true) : view.getBigInt64(from, true));
    }
  }

  /** Lists are vocabularies and the like: nothing of them is kept. */
  #passList(depth: number): null {
    if (depth > 4) throw new Damaged("its lists are nested too deep");
    const type = this.uint32();
    const length = this.#uint64();
    const size = SIZES[type];
    if (size !== undefined) {
      this.#take(size * length);
      return null;
    }
    for (let index = 0; index < length; index++) {
      if (type === TEXT) this.#take(this.#uint64());
      else if (type === LIST) this.#passList(depth + 1);
      else throw new Damaged(`it has a list of the unknown type ${type}`);
    }
    return null;
  }

  /** The number of a tensor's elements. */
  tensor(): number {
    this.key();
    const dimensions = this.uint32();
    if (dimensions > MAX_DIMENSIONS) throw new Damaged(`it has a tensor of ${dimensions} dimensions`);
    let elements = 1;
    for (let index = 0; index < dimensions; index++) elements *= this.#uint64();
    // Its type and where its data lies.
    this.#take(12);
    return elements;
  }
}
