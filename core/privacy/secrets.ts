/** Keys and tokens by the marks their makers give them, and what stands behind a word for one. `secret` is the part that is one. */
const patterns: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct|admin)?[-_]?[A-Za-z0-9_-]{16,}/g,
  /\b(?:gh[pousr]|glpat|gldt|npm|hf|dop_v1|shpat|shpss|figd|lin_api|pat|xai|gsk|nvapi|r8|tvly)[-_][A-Za-z0-9_-]{16,}/g,
  /\bgithub_pat_\w{22,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}/g,
  /\bya29\.[\w-]{20,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{6,}/g,
  /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?):\/\/[^\s:@/]+:(?<secret>[^\s@]{3,})@/g,
  /\b[Bb]earer (?<secret>[A-Za-z0-9._~+/-]{20,}=*)/g,
  /(?<![\p{L}])(?:api[_ -]?key|secret(?:[_ -]?(?:access)?[_ -]?key)?|access[_ -]?token|auth[_ -]?token|client[_ -]?secret|private[_ -]?key|token)["']?\s*(?:[:=]|is)\s*["']?(?<secret>[A-Za-z0-9_\-+/.]{12,}=*)/giu,
  /(?<![\p{L}])(?:password|passwd|pwd|passwort|kennwort|mot de passe|contraseña|wachtwoord|senha|密码)["']?\s*(?:[:=：]|is|ist|est|es|是)\s*["']?(?<secret>[^\s"',;]{6,})/giu,
];

/** Places of keys, tokens and passwords in a text. */
export function* secrets(text: string): Generator<{ start: number; end: number }> {
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret ?? match[0];
      const start = match.index + match[0].lastIndexOf(secret);
      yield { start, end: start + secret.length };
    }
  }
}
