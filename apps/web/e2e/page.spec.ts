// What does not depend on the device: links, languages, resetting, hosts.
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
  { device: "wasm", isolated: true, description: /SIMD, (?!1 )\d+ threads \(/ },
  { device: "wasm", isolated: false, description: /SIMD, 1 thread \(/ },
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
    await expect(lab.page.getByTestId("device-note")).toHaveText(description);
    await lab.button("Start training").click();
    await lab.reach("finished");
  });
}
