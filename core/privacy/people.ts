const NAME = "(?=[\\p{L}'’]*\\p{Ll})\\p{Lu}[\\p{L}\\p{M}'’]+(?:-\\p{Lu}\\p{Ll}+)?";
const FULL = `${NAME}(?: (?:(?:van|von|de|der|den|da|di|del|la|le|bin|al) ){0,2}${NAME}){0,2}`;

/** Words that a name follows: titles, and what people say when they introduce themselves or sign. */
const LEADS: readonly RegExp[] = [
  new RegExp(
    `(?<![\\p{L}])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam|Herr|Herrn|Frau|Mme|Monsieur|Madame|Mademoiselle|Señor|Señora|Sr|Sra|Don|Doña|Signor|Signora|Sig|Meneer|Mevrouw|Dhr|Mevr)\\.? (?:(?:Dr|Prof)\\.? )?(?<name>${FULL})`,
    "gu",
  ),
  new RegExp(
    `(?<![\\p{L}])(?:[Mm]y name is|[Nn]ame:|[Ii] am|[Ii]['’]m|[Tt]his is|[Mm]ein Name ist|[Ii]ch heiße|[Ii]ch bin|[Jj]e m['’]appelle|[Jj]e suis|[Mm]on nom est|[Mm]e llamo|[Mm]i nombre es|[Ss]oy|[Mm]i chiamo|[Ss]ono|[Ii]k heet|[Mm]ijn naam is|[Ii]k ben|[Mm]eu nome é) (?<name>${NAME}(?: (?:(?:van|von|de|der|den|da|di|del|la|le|bin|al) ){0,2}${NAME}){1,2})`,
    "gu",
  ),
  new RegExp(
    `(?:[Rr]egards|[Ss]incerely|[Bb]est wishes|[Bb]est|[Tt]hanks|[Cc]heers|Grüße|Grüßen|[Cc]ordialement|[Ss]alutations|[Ss]aludos|[Ss]aluti|[Gg]roeten|[Gg]roet),?[ \\t]*\\n+[ \\t]*(?<name>${FULL})(?=\\s*(?:\\n|$))`,
    "gu",
  ),
  new RegExp(
    `(?<![\\p{L}])(?:Dear|Hello|Hi|Liebe|Lieber|Hallo|Cher|Chère|Bonjour|Hola|Querido|Querida|Estimado|Caro|Cara|Ciao|Beste) (?<name>${FULL})(?=[,!.:\\n])`,
    "gu",
  ),
  /(?:我叫|我是|我的名字是|姓名[:：]\s*)(?<name>[\p{Script=Han}]{2,3})(?=[,，。.、!！\s]|$)/gu,
  /(?<name>[\p{Script=Han}]{1,3})(?:先生|女士|小姐)/gu,
];

/** Capitalised words after such a lead that are nobody's name. */
const NOBODY = new Set(
  "Customer,Support,Team,Sir,Madam,All,Everyone,There,Service,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,Kunde,Kundin,Damen,Herren,Client,Cliente,Order,Account,Help,Friend,Friends,Colleague,Colleagues,Community".split(
    ",",
  ),
);

/** Places of people's names in a text, as far as what stands before them tells. */
export function* people(text: string): Generator<{ start: number; end: number }> {
  for (const lead of LEADS) {
    for (const match of text.matchAll(lead)) {
      const name = match.groups?.name ?? "";
      if (name === "" || NOBODY.has(name.split(" ")[0] ?? "")) continue;
      const start = match.index + match[0].indexOf(name, Math.max(0, match[0].length - name.length - 4));
      yield { start, end: start + name.length };
    }
  }
}
