import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

it("keeps the theme and the language a person chose, on every page", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.getByRole("button", { name: "Dark theme" }).click();
  await page.getByRole("button", { name: "切换为中文" }).click();
  await page.getByRole("button", { name: "Switch to English" }).waitFor();
  for (const path of ["/graphs", "/runs", "/suggestions", "/models", "/settings"]) {
    await page.goto(`${inject("product").url}${path}`);
    await page.getByRole("button", { name: "浅色主题" }).waitFor();
    expect(await page.locator("html").getAttribute("data-mantine-color-scheme"), path).toBe("dark");
    expect(await page.locator("html").getAttribute("lang"), path).toBe("zh");
  }
});
