import type { PersonalKind } from "@/core/privacy/kinds";

export type Language = "en" | "de" | "fr" | "es" | "it" | "nl" | "zh";

/** Makes up values of each kind, valid by their own checksums, which are worked out here and not by what is measured. */
export function valuesOf(random: () => number) {
  const int = (below: number) => Math.floor(random() * below);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const digits = (count: number) => Array.from({ length: count }, () => int(10)).join("");
  const letters = (count: number, from = "ABCDEFGHJKLMNPRSTUVWXYZ") => Array.from({ length: count }, () => pick([...from])).join("");
  const two = (value: number) => String(value).padStart(2, "0");
  const word = (count: number) => letters(count, "abcdefghijklmnopqrstuvwxyz0123456789");
  const token = (count: number) => letters(count, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

  const firstNames: Record<Language, string[]> = {
    en: ["Emma", "James", "Olivia", "Noah", "Grace", "Liam", "Chloe", "Ethan"],
    de: ["Jürgen", "Anke", "Lukas", "Sabine", "Björn", "Katrin"],
    fr: ["Hélène", "Julien", "Camille", "Benoît", "Amélie", "Luc"],
    es: ["María", "José", "Lucía", "Álvaro", "Carmen", "Iñigo"],
    it: ["Giulia", "Marco", "Chiara", "Luca", "Francesca", "Paolo"],
    nl: ["Sanne", "Daan", "Femke", "Bram", "Lotte", "Joost"],
    zh: ["伟", "芳", "秀英", "敏", "静", "强"],
  };
  const lastNames: Record<Language, string[]> = {
    en: ["Walker", "Smith", "O'Connor", "Patel", "Johnson", "Brown-Lee"],
    de: ["Müller", "Schäfer", "Weiß", "Krause", "Meyer"],
    fr: ["Lefèvre", "Dubois", "Moreau", "Girard"],
    es: ["García", "Fernández", "Núñez", "López"],
    it: ["Rossi", "Bianchi", "Esposito", "Ricci"],
    nl: ["de Vries", "Jansen", "van den Berg", "Bakker"],
    zh: ["王", "李", "张", "刘", "陈"],
  };

  const luhnDigit = (body: string): string => {
    const sum = [...body].reverse().reduce((total, digit, index) => {
      const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
    return String((10 - (sum % 10)) % 10);
  };
  const mod97 = (text: string): number => [...text].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
  const grouped = (text: string, sizes: readonly number[], by: string): string => {
    let from = 0;
    const parts = sizes.map((size) => {
      from += size;
      return text.slice(from - size, from);
    });
    return [...parts, text.slice(from)].filter((part) => part !== "").join(by);
  };

  const email = (language: Language): string => {
    const plain = (name: string) =>
      name
        .normalize("NFKD")
        .replaceAll(/[^a-zA-Z]/g, "")
        .toLowerCase() || word(5).replaceAll(/\d/g, "x");
    const [first, last] = [plain(pick(firstNames[language])), plain(pick(lastNames[language]))];
    const local = pick([
      `${first}.${last}`,
      `${first[0]}${last}`,
      `${first}_${int(99)}`,
      `${last}+orders`,
      `${first}-${last}${int(9)}`,
      first.toUpperCase(),
    ]);
    return `${local}@${pick(["example.com", "mail.example.co.uk", "firma.example.de", "post.example.org", "my-shop.example.io", "bücher.example"])}`;
  };
  const card = (): string => {
    const [start, length] = pick([
      ["4", 16],
      ["51", 16],
      ["55", 16],
      ["37", 15],
      ["6011", 16],
      ["35", 16],
    ] as const);
    const body = start + digits(length - start.length - 1);
    const number = body + luhnDigit(body);
    if (length === 15) return pick([number, grouped(number, [4, 6, 5], " "), grouped(number, [4, 6, 5], "-")]);
    return pick([number, grouped(number, [4, 4, 4, 4], " "), grouped(number, [4, 4, 4, 4], "-")]);
  };
  const iban = (): string => {
    const [country, body] = pick([
      ["DE", digits(18)],
      ["FR", digits(10) + letters(1) + digits(12)],
      ["GB", letters(4) + digits(14)],
      ["ES", digits(20)],
      ["IT", letters(1) + digits(22)],
      ["NL", letters(4) + digits(10)],
      ["PL", digits(24)],
      ["CH", digits(17)],
      ["AT", digits(16)],
      ["BE", digits(12)],
    ] as const);
    const value = (text: string) => [...text].map((letter) => String(Number.parseInt(letter, 36))).join("");
    const check = two(98 - mod97(value(`${body}${country}00`)));
    const whole = `${country}${check}${body}`;
    return pick([
      whole,
      grouped(
        whole,
        Array.from({ length: 8 }, () => 4),
        " ",
      ),
      whole.toLowerCase().replace(/^../, country),
    ]);
  };
  const phone = (language: Language): string => {
    const made: Record<Language, () => string> = {
      en: () =>
        pick([
          `+1 ${pick(["212", "415", "312"])} 555 0${digits(3)}`,
          `(${pick(["212", "415", "617"])}) 555-${pick(["2", "3"])}${digits(3)}`,
          `${pick(["212", "415"])}-555-${pick(["2", "4"])}${digits(3)}`,
          `+44 20 7946 0${digits(3)}`,
          `020 7946 0${digits(3)}`,
          `+44 7700 900${digits(3)}`,
        ]),
      de: () =>
        pick([
          `+49 30 ${digits(1)}2345${digits(2)}`,
          `030 ${pick(["2", "3", "4"])}2345${digits(2)}`,
          `0151 ${pick(["2", "4", "5"])}${digits(7)}`,
          `+49 151 ${pick(["2", "4"])}${digits(7)}`,
          `0049 89 ${pick(["2", "3"])}45${digits(4)}`,
          `(089) ${pick(["2", "3"])}45${digits(4)}`,
        ]),
      fr: () =>
        pick([
          `+33 6 ${pick(["1", "2"])}${digits(1)} ${digits(2)} ${digits(2)} ${digits(2)}`,
          `06 ${pick(["1", "2"])}${digits(1)} ${digits(2)} ${digits(2)} ${digits(2)}`,
          `01.42.${digits(2)}.${digits(2)}.${digits(2)}`,
          `+33 1 42 ${digits(2)} ${digits(2)} ${digits(2)}`,
        ]),
      es: () =>
        pick([
          `+34 6${pick(["1", "2", "3"])}${digits(1)} ${digits(3)} ${digits(3)}`,
          `+34 91 ${pick(["2", "3", "4"])}${digits(2)} ${digits(2)} ${digits(2)}`,
          `0034 6${pick(["1", "2"])}${digits(7)}`,
        ]),
      it: () =>
        pick([
          `+39 06 ${pick(["4", "5", "6"])}${digits(3)} ${digits(4)}`,
          `+39 34${pick(["0", "7", "8"])} ${digits(7)}`,
          `06 ${pick(["4", "5"])}${digits(7)}`,
        ]),
      nl: () =>
        pick([
          `+31 6 ${pick(["1", "2", "3"])}${digits(7)}`,
          `06-${pick(["1", "2", "4"])}${digits(7)}`,
          `+31 20 ${pick(["4", "5", "6"])}${digits(2)} ${digits(4)}`,
          `020 ${pick(["4", "5"])}${digits(2)} ${digits(4)}`,
        ]),
      zh: () => pick([`+86 138 ${digits(4)} ${digits(4)}`, `+86 139${digits(8)}`, `010-6${digits(3)}${digits(4)}`]),
    };
    return made[language]();
  };
  const birth = () => ({ year: 1950 + int(50), month: 1 + int(12), day: 1 + int(28) });
  const ids: Record<Language, () => string> = {
    en: () =>
      pick([
        () => `${pick(["212", "301", "455", "518", "601"])}-${two(1 + int(98))}-${String(1 + int(9_998)).padStart(4, "0")}`,
        () => {
          const [start, body] = [pick(["AB", "CE", "JK", "PW", "SR"]), digits(6)];
          return pick([
            `${start}${body}${pick(["A", "B", "C", "D"])}`,
            `${start} ${grouped(body, [2, 2, 2], " ")} ${pick(["A", "B", "C", "D"])}`,
          ]);
        },
        () => {
          // Aadhaar: Verhoeff's checksum.
          const body = pick(["2", "3", "5", "7", "9"]) + digits(10);
          const number = body + verhoeff(body);
          return grouped(number, [4, 4, 4], " ");
        },
      ])(),
    de: () => {
      // Steuer-ID: ten digits of which one occurs twice, ISO 7064 mod 11,10.
      for (;;) {
        const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].sort(() => random() - 0.5).slice(0, 9);
        all.splice(2 + int(7), 0, all[0] as number);
        if (all[0] === 0 || /(\d)\1/.test(all.join(""))) continue;
        let product = 10;
        for (const digit of all) {
          const sum = (digit + product) % 10 || 10;
          product = (sum * 2) % 11;
        }
        const check = (11 - product) % 10;
        const number = all.join("") + check;
        return pick([number, grouped(number, [2, 3, 3, 3], " ")]);
      }
    },
    fr: () => {
      const { year, month } = birth();
      const body = `${pick(["1", "2"])}${two(year % 100)}${two(month)}${pick(["75", "69", "13", "33"])}${String(1 + int(400)).padStart(3, "0")}${String(1 + int(900)).padStart(3, "0")}`;
      const number = body + two(97 - mod97(body));
      return pick([number, grouped(number, [1, 2, 2, 2, 3, 3, 2], " ")]);
    },
    es: () => {
      const table = "TRWAGMYFPDXBNJZSQVHLCKE";
      const number = 10_000_000 + int(80_000_000);
      if (int(2) === 0) return `${number}${pick(["", "-"])}${table[number % 23]}`;
      const [first, rest] = [int(3), digits(7)];
      return `${"XYZ"[first]}${rest}${table[Number(`${first}${rest}`) % 23]}`;
    },
    it: () => codiceFiscale(),
    nl: () => {
      for (;;) {
        const body = pick(["1", "2", "3"]) + digits(7);
        const check = [...body].reduce((sum, digit, index) => sum + Number(digit) * (9 - index), 0) % 11;
        if (check < 10) return body + check;
      }
    },
    zh: () => {
      const { year, month, day } = birth();
      const body = `${pick(["110101", "310104", "440305"])}${year}${two(month)}${two(day)}${String(1 + int(998)).padStart(3, "0")}`;
      const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
      const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (weights[index] ?? 0), 0);
      return body + "10X98765432"[sum % 11];
    },
  };
  function verhoeff(body: string): string {
    const d = [
      "0123456789",
      "1234067895",
      "2340178956",
      "3401289567",
      "4012395678",
      "5987604321",
      "6598710432",
      "7659821043",
      "8765932104",
      "9876543210",
    ];
    const p = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"];
    let check = 0;
    for (const [index, digit] of [...body].reverse().entries()) check = Number(d[check]?.[Number(p[(index + 1) % 8]?.[Number(digit)])]);
    return "0432156789"[check] ?? "0";
  }
  function codiceFiscale(): string {
    const { year, month, day } = birth();
    const consonants = "BCDFGLMNPRSTVZ";
    const body = `${letters(6, consonants)}${two(year % 100)}${"ABCDEHLMPRST"[month - 1]}${two(day + pick([0, 40]))}${pick(["H501", "F205", "L219", "D612"])}`;
    const odd = "1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23".split(" ").map(Number);
    const sum = [...body].reduce((total, character, index) => {
      const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
      return total + (index % 2 === 0 ? (odd[value] ?? 0) : value);
    }, 0);
    return body + String.fromCharCode(65 + (sum % 26));
  }
  const ip = (): string =>
    pick([
      () => `${1 + int(223)}.${int(256)}.${int(256)}.${1 + int(254)}`,
      () =>
        `2001:db8:${int(65_535).toString(16)}:${int(65_535).toString(16)}:${int(65_535).toString(16)}:${int(65_535).toString(16)}:${int(65_535).toString(16)}:${int(65_535).toString(16)}`,
      () => `2001:db8::${(1 + int(65_000)).toString(16)}:${int(65_535).toString(16)}`,
      () => `fe80::${(1 + int(65_000)).toString(16)}`,
    ])();
  const secret = (): string =>
    pick([
      () => `sk-${token(40)}`,
      () => `sk-proj-${token(44)}`,
      () => `ghp_${token(36)}`,
      () => `github_pat_${token(22)}_${token(40)}`,
      () => `AKIA${letters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`,
      () => `xoxb-${digits(11)}-${token(24)}`,
      () => `AIza${token(35)}`,
      () => `glpat-${token(20)}`,
      () => `hf_${token(34)}`,
      () => `eyJ${token(20)}.eyJ${token(40)}.${token(43)}`,
      () => `sk_live_${token(24)}`,
    ])();
  const person = (language: Language): string =>
    language === "zh" ? pick(lastNames.zh) + pick(firstNames.zh) : `${pick(firstNames[language])} ${pick(lastNames[language])}`;
  const address = (language: Language): string => {
    const made: Record<Language, () => string> = {
      en: () =>
        `${1 + int(990)} ${pick(["Maple", "Old Church", "King George", "Sunset"])} ${pick(["Street", "Avenue", "Road", "Lane", "Drive"])}`,
      de: () =>
        pick([
          `${pick(["Haupt", "Garten", "Schiller"])}${pick(["straße", "weg", "allee", "platz"])} ${1 + int(150)}`,
          `Berliner ${pick(["Straße", "Allee", "Platz"])} ${1 + int(150)}`,
        ]),
      fr: () => `${1 + int(150)} ${pick(["rue", "avenue", "boulevard"])} ${pick(["Victor Hugo", "de la République", "des Lilas"])}`,
      es: () => `${pick(["Calle", "Avenida", "Plaza"])} ${pick(["Mayor", "de Alcalá", "San Juan"])} ${1 + int(150)}`,
      it: () => `${pick(["Via", "Viale", "Corso"])} ${pick(["Garibaldi", "Dante Alighieri", "Mazzini"])} ${1 + int(150)}`,
      nl: () => `${pick(["Dorps", "Kerk", "Wilhelmina"])}${pick(["straat", "laan", "plein"])} ${1 + int(150)}`,
      zh: () =>
        `${pick(["北京市", "上海市", "深圳市"])}${pick(["海淀区", "浦东新区", "南山区"])}${pick(["中关村", "世纪", "科技"])}${pick(["路", "大街", "街"])}${1 + int(300)}号`,
    };
    return made[language]();
  };
  const made: Record<PersonalKind, (language: Language) => string> = {
    ...{ email, phone, address, person },
    card,
    iban,
    ip,
    secret,
    nationalId: (language) => ids[language](),
  };
  /** What looks like something personal, and is not. */
  const harmless = (): string =>
    pick([
      () => `${2020 + int(8)}-${two(1 + int(12))}-${two(1 + int(28))}`,
      () => `${1 + int(28)}.${1 + int(12)}.${2020 + int(8)}`,
      () => `#${digits(6)}`,
      () => `v${int(20)}.${int(20)}.${int(99)}`,
      () => `${1 + int(900)}.${digits(2)}`,
      () => `${word(8)}-${word(4)}-${word(4)}-${word(4)}-${word(12)}`,
      () => `${1 + int(9)},${digits(3)},${digits(3)}`,
      () => `${two(int(24))}:${two(int(60))}:${two(int(60))}`,
      () => `ISBN 978-3-${digits(2)}-${digits(6)}-${digits(1)}`,
      () => digits(5),
      () => `LX-${digits(4)}-${letters(2)}`,
      () => `${1 + int(90)}/${1 + int(90)}`,
      () => "README.md",
    ])();
  return { of: (kind: PersonalKind, language: Language) => made[kind](language), harmless, pick, int };
}
