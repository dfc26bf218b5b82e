// A run outlives its page: a hidden tab saves it, and the same link goes on with it.
import { expect, test } from "./lab.ts";

test("training goes on in a hidden tab, whose run is saved; a page that comes back goes on with it", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open({ steps: "50000", tested: "20" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(50);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const hidden = await lab.steps();
  await expect.poll(lab.steps).toBeGreaterThan(hidden + 50);

  // As when the browser discards the tab: nobody is asked, and nothing more can be saved.
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await lab.reach("ready");
  await expect(page.getByText("This run was cut off.")).toBeVisible();
  const goOn = lab.button(/^Go on after step [\d,]+$/);
  const kept = Number((await goOn.innerText()).replaceAll(/\D/g, ""));
  expect(kept).toBeGreaterThanOrEqual(hidden);
  await goOn.click();
  await lab.reach("training");
  await expect.poll(lab.steps).toBeGreaterThan(kept);
  expect(await lab.steps()).toBeLessThan(50_000);

  await lab.button("Reset").click();
  await lab.reach("ready");
  await page.reload();
  await lab.reach("ready");
  await expect(page.getByText("This run was cut off.")).toBeHidden();
});

test("another link does not offer it, and its run takes the place", async ({ lab }) => {
  const { page } = lab;
  await lab.open({ steps: "50000", tested: "20" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(0);
  page.on("dialog", (dialog) => dialog.accept());
  await lab.open({ steps: "10", seed: "2" });
  await lab.reach("ready");
  await expect(page.getByText("This run was cut off.")).toBeHidden();
  await lab.button("Start training").click();
  await lab.reach("finished");
  await page.reload();
  await lab.reach("ready");
  await expect(page.getByText("This run was cut off.")).toBeHidden();
});
