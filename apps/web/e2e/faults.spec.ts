// What can go wrong: each is told in one message, and there is a way on.
import { cifarArchive } from "./archive.ts";
import { expect, test } from "./lab.ts";

test("what a link asks for in vain is told, and so is a number out of range", async ({ lab }) => {
  await lab.open({ model: "resnet9000" });
  await expect(lab.page.getByText("The link asks for model “resnet9000”")).toContainText("resnet20");
  await lab.reach("ready");
  await lab.page.getByLabel("Steps").fill("3");
  await lab.page.getByLabel("Steps").blur();
  await expect(lab.page.getByLabel("Steps")).toHaveAttribute("aria-invalid", "true");
  await expect(lab.page.getByText("A whole number, 10–100000.")).toBeVisible();
});

test("a plain network's block is cut out, and one that cannot be says why", async ({ lab }) => {
  await lab.open({ model: "plain20", steps: "10", batch: "4", tested: "20" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await lab.reach("finished");
  await lab.block("layer1.1").click();
  await expect(lab.lesion).toHaveText(/^Without layer1\.1: /);
  await lab.block("layer2.0").click();
  await expect(lab.page.getByRole("alert")).toContainText("This block cannot be deleted.");
  await expect(lab.block("layer2.0")).toHaveAttribute("aria-pressed", "false");
  await lab.button("Dismiss").click();
  await expect(lab.page.getByRole("alert")).toBeEmpty();
});

test("a device that cannot be had is told with its reason; another can be taken", async ({ lab }) => {
  await lab.open({ device: "webgpu" });
  await lab.reach("failed");
  await expect(lab.page.getByRole("alert")).toContainText("No device can train here.");
  await expect(lab.page.getByRole("alert")).toContainText(/webgpu: WebGPU has no adapter/);
  await expect(lab.button("Start training")).toBeDisabled();
  await lab.page.getByLabel("Runs on").selectOption("auto");
  await lab.reach("ready");
  await lab.page.getByText("Why not another device?").click();
  await expect(lab.page.getByRole("definition").filter({ hasText: "WebGPU has no adapter" })).toBeVisible();
  await expect(lab.page.getByRole("definition").filter({ hasText: "not tried" })).toHaveCount(4);
  await expect(lab.page.getByTestId("device-note")).toContainText("taken because webgpu cannot be used here");
  await lab.button("한국어").click();
  await expect(lab.page.getByTestId("device-note")).toContainText("여기서 쓸 수 없는 장치: webgpu");
});

for (const { language, title, reset, start } of [
  { language: "en", title: "The part of the page that computes has stopped.", reset: "Reset", start: "Start training" },
  { language: "ko", title: "페이지의 계산 부분이 멈췄습니다.", reset: "초기화", start: "학습 시작" },
]) {
  test(`a worker that fails is told in one message, and reset takes a new one: ${language}`, async ({ lab }) => {
    await lab.page.route(/worker-.*js$/, (route) => route.abort());
    await lab.open({ language, steps: "10" });
    await lab.reach("failed");
    await expect(lab.page.getByRole("alert")).toContainText(title);
    await expect(lab.button(start)).toBeDisabled();
    await lab.page.unroute(/worker-.*js$/);
    await lab.button(reset).click();
    await lab.reach("ready");
    await lab.button(start).click();
    await lab.reach("finished");
  });
}

test("leaving a run that is under way asks first", async ({ lab }) => {
  await lab.open({ steps: "5000" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(0);
  const asked = lab.page.waitForEvent("dialog");
  await lab.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  const made = await lab.steps();
  await expect.poll(lab.steps).toBeGreaterThan(made);
});

test("a full storage keeps no choice of the language, and harms nothing else", async ({ lab }) => {
  await lab.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await lab.open({ steps: "10" });
  await lab.reach("ready");
  await lab.button("한국어").click();
  await lab.button("학습 시작").click();
  await lab.reach("finished");
});

test("the user's own CIFAR-10: a wrong file is told, the right one trains", async ({ lab }) => {
  await lab.open({ data: "cifar10", steps: "20" });
  await lab.reach("ready");
  await expect(lab.button("Start training")).toBeDisabled();
  await expect(lab.page.getByText("Give the archive first")).toBeVisible();
  const file = lab.page.getByLabel(/Choose or drop/);
  const dataTransfer = await lab.page.evaluateHandle(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(["no archive"], "cat.png"));
    return dropped;
  });
  await file.dispatchEvent("drop", { dataTransfer });
  await expect(lab.page.getByRole("alert")).toContainText("This file cannot be used as CIFAR-10.");
  await file.setInputFiles({
    name: "cifar-10-binary.tar.gz",
    mimeType: "application/gzip",
    buffer: await cifarArchive(),
  });
  await expect(lab.page.getByText("50 images read.")).toBeVisible();
  await expect(lab.page.getByRole("alert")).toBeEmpty();
  // Another device's worker is given the file, too.
  await lab.page.getByLabel("Runs on").selectOption("tfjs-wasm");
  await lab.reach("ready");
  await expect(lab.page.getByText("50 images read.")).toBeVisible();
  await lab.button("Start training").click();
  await lab.reach("finished");
});
