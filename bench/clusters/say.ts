/** Says things in many ways: `[a|b]` is one of these, `<name>` a value of that list. Brackets may stand inside brackets. */
export type Speaker = {
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
  say(template: string): string;
  chance(share: number): boolean;
  shuffle<T>(list: readonly T[]): T[];
};

const INNERMOST = /\[([^[\]]*)\]/g;

export function speakerOf(random: () => number, values: Record<string, readonly string[]>): Speaker {
  const int = (below: number) => Math.floor(random() * below);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const number = (name: string): string => {
    if (name === "date") return `${1 + int(28)}.${1 + int(12)}.202${int(7)}`;
    if (name === "amount") return `${1 + int(900)}.${10 + int(89)}`;
    if (name === "code") return `${pick(["AB", "KX", "ZQ", "TR", "MN", "PO", "LL", "RW"])}-${1000 + int(9000)}${int(10)}`;
    return String(1 + int(name === "small" ? 12 : 99_999));
  };
  return {
    int,
    pick,
    chance: (share) => random() < share,
    shuffle(list) {
      const left = [...list];
      return list.map(() => left.splice(int(left.length), 1)[0] as (typeof left)[number]);
    },
    say(template) {
      let text = template;
      while (/\[[^[\]]*\]/.test(text)) text = text.replaceAll(INNERMOST, (_, inner: string) => pick(inner.split("|")));
      return text.replaceAll(/<(\w+)>/g, (_, name: string) => {
        const list = values[name];
        return list === undefined ? number(name) : pick(list);
      });
    },
  };
}
