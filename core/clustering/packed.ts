import { z } from "zod";

/** Numbers as text, so that a fitted model is plain JSON: the bytes of a typed array in Base64, little-endian. */
export const Packed = z.base64();

const CHUNK = 0x8000;

export function pack(array: Float32Array | Uint32Array | Int8Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

function bytesOf(text: string): ArrayBuffer {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes.buffer;
}

export const unpackFloats = (text: string): Float32Array => new Float32Array(bytesOf(text));
export const unpackWhole = (text: string): Uint32Array => new Uint32Array(bytesOf(text));
export const unpackSmall = (text: string): Int8Array => new Int8Array(bytesOf(text));
