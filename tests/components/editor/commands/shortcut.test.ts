import { describe, expect, it } from "vitest";
import { isPressed, shortcutText } from "@/components/editor/commands/shortcut";

type Keys = Partial<Parameters<typeof isPressed>[1]> & { key: string };
const press = ({ key, ...held }: Keys) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe("a shortcut", () => {
  it("asks for Ctrl, and for ⌘ on a Mac", () => {
    expect(isPressed("Mod+Z", press({ key: "z", ctrlKey: true }), false)).toBe(true);
    expect(isPressed("Mod+Z", press({ key: "z", metaKey: true }), true)).toBe(true);
    expect(isPressed("Mod+Z", press({ key: "z", ctrlKey: true }), true)).toBe(false);
    expect(isPressed("Mod+Z", press({ key: "z", metaKey: true }), false)).toBe(false);
  });

  it("is another one with Shift", () => {
    const redo = press({ key: "Z", ctrlKey: true, shiftKey: true });
    expect(isPressed("Mod+Shift+Z", redo, false)).toBe(true);
    expect(isPressed("Mod+Z", redo, false)).toBe(false);
  });

  it("takes a sign as it comes, whatever has to be held for it", () => {
    expect(isPressed("?", press({ key: "?", shiftKey: true }), false)).toBe(true);
    expect(isPressed("?", press({ key: "?" }), false)).toBe(true);
    expect(isPressed("+", press({ key: "+", shiftKey: true }), false)).toBe(true);
  });

  it("works on a keyboard without Latin letters", () => {
    expect(isPressed("Mod+Z", press({ key: "я", code: "KeyZ", ctrlKey: true }), false)).toBe(true);
    expect(isPressed("Mod+Z", press({ key: "y", code: "KeyZ", ctrlKey: true }), false)).toBe(false);
  });

  it("is written as on the person's keyboard", () => {
    expect(shortcutText("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
    expect(shortcutText("Mod+Shift+Z", true)).toBe("⌘⇧Z");
    expect(shortcutText("ArrowLeft", false)).toBe("←");
    expect(shortcutText("+", false)).toBe("+");
  });
});
