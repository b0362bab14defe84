import { stdnum } from "stdnum";

type Validator = { validate(value: string): { isValid: boolean } };
/** `near`: the number has no form or checksum that would tell it from others, so a word before it has to. */
type Rule = { pattern: RegExp; check?: Validator | undefined; near?: RegExp };

const { US, GB, DE, FR, ES, IT, NL, PL, CN, BR, IN, SE, KR } = stdnum;

/** Numbers that states give people. Checksums and rules are stdnum's. */
const rules: readonly Rule[] = [
  { pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g, check: US?.ssn },
  { pattern: /(?<![\p{L}\p{N}])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/giu, check: GB?.nino },
  { pattern: /(?<![\d])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\d])/g, check: DE?.idnr },
  { pattern: /(?<![\d])[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\d])/gi, check: FR?.nir },
  { pattern: /(?<![\p{L}\p{N}])\d{8}-?[A-Z](?![\p{L}\p{N}])/giu, check: ES?.dni },
  { pattern: /(?<![\p{L}\p{N}])[XYZ]-?\d{7}-?[A-Z](?![\p{L}\p{N}])/giu, check: ES?.nie },
  { pattern: /(?<![\p{L}\p{N}])[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\p{N}])/giu, check: IT?.codicefiscale },
  { pattern: /(?<![\d])\d{9}(?![\d])/g, check: NL?.bsn, near: /(?:bsn|burgerservicenummer|sofi|national[_ -]?id|tax[_ -]?id)\D{0,24}$/i },
  { pattern: /(?<![\d])\d{11}(?![\d])/g, check: PL?.pesel },
  { pattern: /(?<![\d])\d{17}[\dX](?![\p{L}\p{N}])/giu, check: CN?.ric },
  { pattern: /(?<![\d])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d])/g, check: BR?.cpf },
  { pattern: /(?<![\d])\d{4}[ -]?\d{4}[ -]?\d{4}(?![\d -])/g, check: IN?.aadhaar },
  { pattern: /(?<![\d])\d{6}[-+]\d{4}(?![\d-])/g, check: SE?.personnummer },
  { pattern: /(?<![\d])\d{6}-\d{7}(?![\d-])/g, check: KR?.rrn },
];

/** Places of national identity numbers in a text. */
export function* nationalIds(text: string): Generator<{ start: number; end: number }> {
  for (const { pattern, check, near } of rules) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (near !== undefined && !near.test(text.slice(Math.max(0, index - 40), index))) continue;
      if (check?.validate(found).isValid === true) yield { start: index, end: index + found.length };
    }
  }
}
