// The page for everyone: faults that axe finds, the keyboard, small screens, motion.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./lab.ts";

const views = [
  { name: "desktop, light, English", width: 1280, scheme: "light", language: "en" },
  { name: "desktop, dark, Korean", width: 1280, scheme: "dark", language: "ko" },
  { name: "phone, light, Korean", width: 390, scheme: "light", language: "ko" },
  { name: "phone, dark, English", width: 390, scheme: "dark", language: "en" },
] as const;

for (const { name, width, scheme, language } of views) {
  test(`no serious fault: ${name}`, async ({ lab }, info) => {
    const { page } = lab;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 844 });
    await lab.open({ language, steps: "10", seed: "none" });
    await lab.reach("ready");
    const faults = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) }));
    };
    expect(await faults()).toEqual([]);
    await page.getByRole("button", { name: /^(Start training|학습 시작)$/ }).click();
    await lab.reach("finished");
    await lab.block("layer2.0").click();
    await expect(lab.lesion).toHaveText(/→/);
    await page.getByRole("button", { name: /^(Delete each in turn|하나씩 삭제해 보기)$/ }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "layer3.0" })).toHaveText(/%/);
    expect(await faults()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.screenshot({ path: info.outputPath("page.png"), fullPage: true });
  });
}

test("the keyboard reaches everything, and the focus is seen", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await lab.reach("ready");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the network" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(lab.block("layer1.0")).toBeFocused();
  const outline = await lab
    .block("layer1.0")
    .locator(".target")
    .evaluate((target) => getComputedStyle(target).strokeWidth);
  expect(Number.parseFloat(outline)).toBeGreaterThan(0);
  await page.keyboard.press("Space");
  await expect(lab.block("layer1.0")).toHaveAttribute("aria-pressed", "true");
  await expect(lab.lesion).toHaveText(/^Start the training first/);
  await page.keyboard.press("Shift+Tab");
  await expect(lab.block("layer1.0")).not.toBeFocused();
});
