import { PersonalKind } from "@/core/privacy/kinds";
import { seededRandom } from "@/core/statistics/random";
import { type Language, valuesOf } from "./values";

/** A text and where in it something personal stands: characters `start` up to but without `end`. */
export type Item = { text: string; language: Language | "json" | "log"; places: { kind: PersonalKind; start: number; end: number }[] };

/** `{email}` is filled with a value of that kind, `{-}` with what only looks like one. */
const sentences: Record<Language, readonly string[]> = {
  en: [
    "Please reply to {email} about order {-}, not to the old address.",
    "My card {card} was charged twice on {-}; send the refund to {iban}.",
    "You can call me at {phone} after 5 pm or write to {email}.",
    "SSN or similar: {nationalId}. The case number is {-}.",
    "Hi, my name is {person} and I live at {address}. Version {-} does not start.",
    "Login failed from {ip} at {-}; the token was {secret}.",
    "Could you ship it to {address} instead? Reference {-}.",
    "Dear Mr {person}, your phone {phone} is confirmed.",
    "The key {secret} must be rotated before {-}.",
    "Regards,\n{person}\nphone {phone}",
    "Nothing personal here: invoice {-}, amount {-}, due {-}.",
    "Server {ip} answered in {-} ms.",
  ],
  de: [
    "Bitte an {email} antworten, Bestellung {-}.",
    "Meine IBAN lautet {iban}, der Betrag war {-} Euro.",
    "Sie erreichen mich unter {phone}. Mein Name ist {person}.",
    "Steuer-ID {nationalId}, Vorgang {-}.",
    "Lieferung an {address}, Termin {-}.",
    "Karte {card} wurde gesperrt. Frau {person} weiß Bescheid.",
    "Nur Zahlen: {-} und {-}.",
  ],
  fr: [
    "Écrivez-moi à {email} au sujet de la commande {-}.",
    "Mon numéro est le {phone}, je m'appelle {person}.",
    "Numéro de sécurité sociale : {nationalId} (dossier {-}).",
    "Le virement vient de {iban}. Livrez au {address}.",
    "Carte {card}, montant {-} euros.",
    "Rien de personnel : {-}, {-}.",
  ],
  es: [
    "Mi correo es {email} y mi pedido {-}.",
    "Llámeme al {phone}; me llamo {person}.",
    "DNI {nationalId}, factura {-}.",
    "La cuenta {iban} es de Sra. {person}. Vivo en {address}.",
    "Tarjeta {card}, importe {-}.",
  ],
  it: [
    "Scrivetemi a {email}, ordine {-}.",
    "Il mio telefono è {phone}, mi chiamo {person}.",
    "Codice fiscale {nationalId}, pratica {-}.",
    "Spedire in {address}. IBAN {iban}.",
    "Carta {card} rifiutata il {-}.",
  ],
  nl: [
    "Mail naar {email} over bestelling {-}.",
    "Bel {phone}, ik heet {person}.",
    "BSN {nationalId}, dossier {-}.",
    "Rekening {iban}, adres {address}.",
    "Kaart {card} geweigerd op {-}.",
  ],
  zh: [
    "请联系 {email}，订单 {-}。",
    "我叫{person}，电话 {phone}。",
    "身份证号：{nationalId}，编号 {-}。",
    "地址：{address}，卡号 {card}。",
    "登录 IP {ip}，时间 {-}。",
  ],
};
const forms: Record<"json" | "log", readonly string[]> = {
  json: [
    '{{"email":"{email}","order":"{-}","phone":"{phone}"}}',
    '{{"user":{{"national_id":"{nationalId}","ip":"{ip}"}},"at":"{-}"}}',
    '{{"api_key":"{secret}","card":"{card}","build":"{-}"}}',
    '{{"iban":"{iban}","amount":"{-}"}}',
  ],
  log: [
    "{-} INFO client={ip} user={email} took {-}",
    "{-} WARN auth failed, authorization: Bearer {secret}",
    "{-} DEBUG payment card={card} iban={iban}",
    "{-} INFO build {-} of {-} done",
  ],
};

const kindOf = (name: string): PersonalKind | null => PersonalKind.safeParse(name).data ?? null;

/** Made-up texts in several languages and forms with what is personal in them marked; the same for the same seed. */
export function itemsOf(count: number, seed = 1): Item[] {
  const values = valuesOf(seededRandom(seed));
  const languages = Object.keys(sentences) as Language[];
  return Array.from({ length: count }, (_, index): Item => {
    const inForm = index % 6 === 5 ? values.pick(["json", "log"] as const) : null;
    const language = values.pick(languages);
    const template = values.pick(inForm === null ? sentences[language] : forms[inForm]);
    const places: Item["places"] = [];
    let text = "";
    // Doubled brackets are brackets.
    for (const part of template.split(/(\{\{|\}\}|\{[\w-]+\})/)) {
      const name = /^\{([\w-]+)\}$/.exec(part)?.[1];
      const kind = name === undefined ? null : kindOf(name);
      if (part === "{{" || part === "}}") text += part[0];
      else if (kind !== null) {
        const value = values.of(kind, language);
        places.push({ kind, start: text.length, end: text.length + value.length });
        text += value;
      } else text += name === "-" ? values.harmless() : part;
    }
    return { text, language: inForm ?? language, places };
  });
}
