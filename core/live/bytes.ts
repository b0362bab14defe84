/** Bytes as base64 text, for JSON and the browser's storage. */
export function encodeBytes(bytes: Uint8Array): string {
  let text = "";
  // A call has room for so many arguments only.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

/** Null when the text isn't base64. */
export function decodeBytes(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
