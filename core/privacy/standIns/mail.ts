import { chanceOf, type Mac, markOf } from "./chance";
import { familyName } from "./names";
import { type Tongue, tongues } from "./syllables";

const BY_ENDING: Record<string, Tongue> = { de: "de", at: "de", ch: "de", fr: "fr", es: "es", it: "it", nl: "nl", be: "nl" };
const ascii = (name: string): string =>
  name
    .replaceAll(/ß/g, "ss")
    .normalize("NFKD")
    .replaceAll(/[^a-zA-Z]/g, "")
    .toLowerCase();

const MARK = 3;

/** An address at a domain of `.test`, which RFC 2606 keeps free: the same domain for the same domain, and a made-up person. */
export function mailFor(mac: Mac, address: string): string {
  const low = address.toLowerCase();
  const [, local = "", mark = "", host = ""] = /^([a-z]+\.[a-z]+)(\d{3})@([a-z]+)\.test$/.exec(low) ?? [];
  const markFor = (name: string, at: string) => markOf(mac, `email ${name} ${at}`, MARK);
  if (local !== "" && mark === markFor(local, host)) return address;
  const domain = low.slice(low.lastIndexOf("@") + 1);
  const tongue = BY_ENDING[domain.slice(domain.lastIndexOf(".") + 1)] ?? "en";
  const chance = chanceOf(mac, `email ${low}`);
  const name = `${ascii(chance.pick(tongues[tongue].given))}.${ascii(familyName(chance, tongue))}`;
  const at = ascii(familyName(chanceOf(mac, `domain ${domain}`), tongue));
  return `${name}${markFor(name, at)}@${at}.test`;
}
