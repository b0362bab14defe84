/** A key with what must be held down with it. */
type Chord = { mod: boolean; shift: boolean; alt: boolean; key: string };
type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

function parse(shortcut: string): Chord {
  const parts = shortcut === "+" ? ["+"] : shortcut.split("+");
  const held = new Set(parts.slice(0, -1));
  return { mod: held.has("Mod"), shift: held.has("Shift"), alt: held.has("Alt"), key: (parts.at(-1) ?? "").toLowerCase() };
}

const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9]/.test(key);

/** The key as the shortcut names it; where the layout has no Latin letters, the letter that stands there on one that has. */
function pressedKey({ key, code }: Pressed): string {
  if (key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  return key.toLowerCase();
}

/** Do the pressed keys make this shortcut? A sign such as `?` may need Shift on one keyboard and not on another, so Shift isn't asked for. */
export function isPressed(shortcut: string, event: Pressed, mac: boolean): boolean {
  const { mod, shift, alt, key } = parse(shortcut);
  const [held, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (held !== mod || other || event.altKey !== alt) return false;
  return pressedKey(event) === key && (event.shiftKey === shift || isSign(key));
}

const macSigns: Record<string, string> = {
  Mod: "⌘",
  Shift: "⇧",
  Alt: "⌥",
  Enter: "↩",
  Delete: "⌦",
  Backspace: "⌫",
  Escape: "esc",
};
const otherSigns: Record<string, string> = { Mod: "Ctrl", Delete: "Del", Escape: "Esc" };
const signsOfAll: Record<string, string> = { ContextMenu: "Menu", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

/** The keys of a shortcut as they are written on the person's keyboard, in order. */
export function keysOf(shortcut: string, mac: boolean): string[] {
  const signs = mac ? macSigns : otherSigns;
  return (shortcut === "+" ? ["+"] : shortcut.split("+")).map((part) => signs[part] ?? signsOfAll[part] ?? part);
}

/** As one text: `Ctrl+Shift+Z`, or `⌘⇧Z` on a Mac. */
export const shortcutText = (shortcut: string, mac: boolean): string => keysOf(shortcut, mac).join(mac ? "" : "+");
