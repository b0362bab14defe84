import { findPersonal } from "../detect";
import { type FoundKind, PersonalKind } from "../kinds";
import type { Mac } from "./chance";
import { mailFor } from "./mail";
import { nameFor } from "./names";
import { cardFor, ibanFor, ipFor, numberFor } from "./numbers";
import { phoneFor } from "./phones";
import { addressFor } from "./places";

/** Numbers that may be asked for before none is made. */
const ATTEMPTS = 60;

/**
 * Something invented that looks like a value: the same for the same value under the same key, in its form, script and language, and, as far
 * as there are ranges kept free for it, nobody's. A stand-in's own stand-in is itself. Null where nothing is invented: of keys and
 * passwords, of a workspace's own words, and of names in scripts that none are made for.
 */
export function standInFor(mac: Mac, kind: FoundKind, value: string): string | null {
  switch (kind) {
    case "email":
      return mailFor(mac, value);
    case "person":
      return nameFor(mac, value);
    case "address":
      return addressFor(mac, value);
    case "phone":
      return tried(
        (attempt) => phoneFor(mac, value, attempt),
        (made) => findPersonal(made, PersonalKind.options).every((one) => one.kind === kind),
      );
    case "card":
      return cardFor(mac, value);
    case "iban":
      return ibanFor(mac, value);
    case "ip":
      return ipFor(mac, value);
    case "nationalId":
      // One with a wrong checksum: no state has given it to anybody. Some are looked for only where a word says what they are.
      return tried(
        (attempt) => numberFor(mac, value, attempt),
        (made) => findPersonal(made, PersonalKind.options).length + findPersonal(`bsn ${made}`, ["nationalId"]).length === 0,
      );
    case "secret":
    case "own":
      return null;
  }
}

/** The first that isn't taken for something else when it is looked at again. */
function tried(make: (attempt: number) => string, fits: (made: string) => boolean): string | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const made = make(attempt);
    if (fits(made)) return made;
  }
  return null;
}

/** Was a value invented here? Whoever lacks the key can't tell. */
export const isStandIn = (mac: Mac, kind: FoundKind, value: string): boolean =>
  kind !== "nationalId" && standInFor(mac, kind, value) === value;
