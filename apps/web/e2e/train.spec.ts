// The main way through the page, by mouse and by keyboard, in both languages, on either device.
import { expect, test } from "./lab.ts";

test("trains, pauses, deletes and restores blocks, resumes", async ({ lab, device, note }, info) => {
  await lab.open();
  await lab.reach("ready");
  await expect(lab.page.getByTestId("device")).toHaveText(device);
  await expect(lab.page.getByTestId("device-note")).toHaveText(note);

  await test.step("start and pause by mouse: some steps are made, then no more", async () => {
    await lab.button("Start training").click();
    await lab.button("Pause").click();
    await lab.reach("paused");
    const made = await lab.steps();
    expect(made).toBeGreaterThan(0);
    await lab.page.waitForTimeout(1000);
    expect(await lab.steps()).toBe(made);
  });
  const firstLoss = await lab.loss();

  await test.step("delete a block by mouse: the error is measured again", async () => {
    await lab.block("layer2.0").click();
    await expect(lab.block("layer2.0")).toHaveAttribute("aria-pressed", "true");
    await expect(lab.lesion).toHaveText(/^Without layer2\.0: test error \d+\.\d% → \d+\.\d%\.$/);
    await lab.page.screenshot({ path: info.outputPath("paused-en.png"), fullPage: true });
    await lab.block("layer2.0").click();
    await expect(lab.lesion).toHaveText(/^No block is deleted: test error/);
  });

  await test.step("resume by keyboard, in Korean, to the end: the loss has fallen", async () => {
    await lab.button("한국어").focus();
    await lab.page.keyboard.press("Enter");
    await expect(lab.page.locator("html")).toHaveAttribute("lang", "ko");
    await lab.button("계속").focus();
    await lab.page.keyboard.press("Space");
    await lab.reach("finished");
    expect(await lab.loss()).toBeLessThan(firstLoss - 0.1);
  });

  await test.step("delete a block by keyboard", async () => {
    await lab.block("layer1.0").focus();
    await lab.page.keyboard.press("Tab");
    await expect(lab.block("layer2.0")).toBeFocused();
    await lab.page.keyboard.press("Enter");
    await expect(lab.lesion).toHaveText(/^layer2\.0 삭제: 테스트 오류율 \d+\.\d% → \d+\.\d%\.$/);
    const [before, after] = (await lab.lesion.textContent())!.match(/\d+\.\d(?=%)/g)!;
    expect(after).not.toBe(before);
    await lab.page.screenshot({ path: info.outputPath("finished-ko.png"), fullPage: true });
    await lab.page.keyboard.press("Space");
    await expect(lab.lesion).toHaveText(/^삭제된 블록이 없습니다: 테스트 오류율/);
  });

  await test.step("delete each block in turn", async () => {
    await lab.button("하나씩 삭제해 보기").click();
    await expect(lab.page.getByRole("listitem").filter({ hasText: "layer3.0" })).toHaveText(/\d+\.\d%/);
  });
});
