import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** X.509 certificates made on the spot (RFC 5280, in DER), as good or bad as a test wants them. */
export type Certificate = { cert: string; key: string };
export type Authority = Certificate & { name: string };
type Wish = { dns?: string[]; ip?: string[]; from?: Date; to?: Date };

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: Buffer[]) => tlv(0x30, ...parts);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const bits = (bytes: Buffer) => tlv(0x03, Buffer.from([0]), bytes);
const integer = (...bytes: number[]) => tlv(0x02, Buffer.from(bytes));

const EcdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const nameOf = (common: string) => sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(common)))));
const time = (date: Date) => tlv(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]|\.\d+/g, "")}`));

const extension = (id: string, critical: boolean, value: Buffer) =>
  sequence(oid(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
const alternatives = ({ dns = [], ip = [] }: Wish) =>
  sequence(
    ...dns.map((name) => tlv(0x82, Buffer.from(name))),
    ...ip.map((address) => tlv(0x87, Buffer.from(address.split(".").map(Number)))),
  );

const pem = (der: Buffer) => {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
};

const DAY = 86_400_000;
let made = 0;

function certificate(subject: string, issuer: string, publicKey: KeyObject, issuerKey: KeyObject, extensions: Buffer, wish: Wish): string {
  const { from = new Date(Date.now() - DAY), to = new Date(Date.now() + DAY) } = wish;
  made += 1;
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(1, made),
    EcdsaWithSha256,
    nameOf(issuer),
    sequence(time(from), time(to)),
    nameOf(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(extensions)),
  );
  return pem(sequence(body, EcdsaWithSha256, bits(sign("sha256", body, issuerKey))));
}

const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const keyText = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();

export function authority(name = "Authority of a test"): Authority {
  const { publicKey, privateKey } = newKey();
  const extensions = extension("551d13", true, sequence(tlv(0x01, Buffer.from([0xff]))));
  return { name, cert: certificate(name, name, publicKey, privateKey, extensions, {}), key: keyText(privateKey) };
}

/** A server's certificate, signed by an authority or, without one, by itself. */
export function serverCertificate(by: Authority | null, wish: Wish): Certificate {
  const { publicKey, privateKey } = newKey();
  const issuerKey = by === null ? privateKey : createPrivateKey(by.key);
  const name = "Server of a test";
  const extensions = extension("551d11", false, alternatives(wish));
  return {
    cert: certificate(
      name,
      by?.name ?? name,
      createPublicKey(publicKey.export({ type: "spki", format: "pem" })),
      issuerKey,
      extensions,
      wish,
    ),
    key: keyText(privateKey),
  };
}
