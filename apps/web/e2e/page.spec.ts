// What does not depend on the device: links, languages, the user's own images, mistakes, hosts.
import { cifarArchive } from "./archive.ts";
import { expect, test } from "./lab.ts";

test("a link carries the settings, and the page writes them into its address", async ({ lab }) => {
  await lab.open({ model: "preresnet20", seed: "42", language: "ko" });
  await expect(lab.page.getByRole("combobox", { name: "신경망" })).toHaveValue("preresnet20");
  await expect(lab.page.getByLabel("시드")).toHaveValue("42");
  await lab.reach("ready");
  await lab.page.getByLabel("시드").fill("43");
  await lab.page.getByLabel("시드").blur();
  await expect(lab.page).toHaveURL(/model=preresnet20.*seed=43.*language=ko/);
  await lab.page.context().grantPermissions(["clipboard-write", "clipboard-read"]);
  await lab.button("링크 복사").click();
  await expect(lab.page.getByText("링크를 복사했습니다")).toBeVisible();
  expect(await lab.page.evaluate(() => navigator.clipboard.readText())).toBe(lab.page.url());
});

test("the same link gives the same numbers", async ({ lab }) => {
  const run = async () => {
    await lab.open({ steps: "20" });
    await lab.reach("ready");
    await lab.button("Start training").click();
    await lab.reach("finished");
    return [await lab.loss(), await lab.page.getByTestId("test-error").textContent()];
  };
  expect(await run()).toEqual(await run());
});

test("what a link asks for in vain is told, and so is a number out of range", async ({ lab }) => {
  await lab.open({ model: "resnet9000" });
  await expect(lab.page.getByText("The link asks for model “resnet9000”")).toContainText("resnet20");
  await lab.reach("ready");
  await lab.page.getByLabel("Steps").fill("3");
  await lab.page.getByLabel("Steps").blur();
  await expect(lab.page.getByLabel("Steps")).toHaveAttribute("aria-invalid", "true");
  await expect(lab.page.getByText("A whole number, 10–100000.")).toBeVisible();
});

test("the language is the browser's, and a choice is remembered", async ({ lab, browser }) => {
  await lab.page.goto(".");
  await expect(lab.page.locator("html")).toHaveAttribute("lang", "en");
  await lab.button("한국어").click();
  await lab.page.goto(".");
  await expect(lab.page.locator("html")).toHaveAttribute("lang", "ko");
  const korean = await browser.newContext({ locale: "ko-KR", baseURL: lab.page.url() });
  const page = await korean.newPage();
  await page.goto(".");
  await expect(page.getByRole("button", { name: "학습 시작" })).toBeVisible();
  await korean.close();
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

test("reset forgets the run; another network can be trained then", async ({ lab }) => {
  await lab.open({ steps: "5000" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(0);
  await expect(lab.page.getByRole("combobox", { name: "Network" })).toBeDisabled();
  await lab.button("Reset").click();
  await lab.reach("ready");
  expect(await lab.steps()).toBe(0);
  await lab.page.getByRole("combobox", { name: "Network" }).selectOption("resnet8");
  await expect(lab.block("layer3.0")).toBeVisible();
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(0);
});

test("a device that cannot be had is told with its reason; another can be taken", async ({ lab }) => {
  await lab.open({ device: "tfjs-webgpu" });
  await lab.reach("failed");
  await expect(lab.page.getByRole("alert")).toContainText("No device can train here.");
  await expect(lab.page.getByRole("alert")).toContainText(/tfjs-webgpu: WebGPU has no adapter/);
  await expect(lab.button("Start training")).toBeDisabled();
  await lab.page.getByLabel("Runs on").selectOption("auto");
  await lab.reach("ready");
  await lab.page.getByText("Why not another device?").click();
  await expect(lab.page.getByRole("definition").filter({ hasText: "WebGPU has no adapter" })).toBeVisible();
});

test("the user's own CIFAR-10: a wrong file is told, the right one trains", async ({ lab }) => {
  await lab.open({ data: "cifar10", steps: "20" });
  await lab.reach("ready");
  await expect(lab.button("Start training")).toBeDisabled();
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
  await lab.button("Start training").click();
  await lab.reach("finished");
});

test("trains offline, and asks no other host for anything", async ({ lab, baseURL }) => {
  const others: string[] = [];
  lab.page.on("request", (request) => {
    if (!request.url().startsWith(baseURL!)) others.push(request.url());
  });
  await lab.open({ steps: "10" });
  await lab.reach("ready");
  await lab.page.context().setOffline(true);
  await lab.button("Start training").click();
  await lab.reach("finished");
  expect(others).toEqual([]);
});

/** What each device says of its threads on a host that isolates the page, and on one that does not. */
const hosted = [
  { device: "wasm", isolated: true, description: /SIMD, (?!1 )\d+ threads$/ },
  { device: "wasm", isolated: false, description: /SIMD, 1 thread$/ },
  { device: "tfjs-wasm", isolated: true, description: /XNNPACK/ },
  { device: "tfjs-wasm", isolated: false, description: /XNNPACK/ },
];

for (const { device, isolated, description } of hosted) {
  test(`${device} trains on a host that ${isolated ? "isolates" : "does not isolate"} the page`, async ({ lab }) => {
    if (!isolated) {
      await lab.page.route("**/*", async (route) => {
        const response = await route.fetch();
        const { "cross-origin-opener-policy": _, "cross-origin-embedder-policy": __, ...headers } = response.headers();
        await route.fulfill({ response, headers });
      });
    }
    await lab.open({ steps: "10", device });
    expect(await lab.page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    await lab.reach("ready");
    await expect(lab.page.getByTestId("device")).toHaveText(device);
    await expect(lab.page.getByTestId("device").locator("..")).toHaveText(description);
    await lab.button("Start training").click();
    await lab.reach("finished");
  });
}
