// Studies of the trained network: figure, table, files; the training goes on as if there had been none.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./lab.ts";

const studies = [
  "Every block alone",
  "Random blocks",
  "Shuffled blocks",
  "Lengths of the paths",
  "Gradient by path length",
];

test("every block alone: a bar and a row for each, and files to keep", async ({ lab }, info) => {
  const { page } = lab;
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await lab.open({ model: "resnet8tiny", steps: "300", tested: "200" });
  await lab.reach("ready");
  for (const name of studies) await expect(lab.button(`Run ${name}`)).toBeDisabled();
  await expect(page.getByTestId("studying")).toHaveText(/^Train the network first/);
  await lab.button("Start training").click();
  await lab.reach("finished");
  const loadedBefore = scripts.length;

  await test.step("by keyboard", async () => {
    await lab.button("Run Every block alone").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("studying")).toHaveText("Every block alone, after 300 steps");
  });
  const figure = page.getByRole("img", { name: "Error without each part" });
  await expect(figure.locator('[aria-roledescription="bar"]')).toHaveCount(3);
  expect(scripts.length).toBeGreaterThan(loadedBefore); // what draws came with the first figure

  const rows = page.getByRole("table", { name: "Every block alone, after 300 steps" }).getByRole("row");
  await expect(rows).toHaveCount(1 + 1 + 3);
  await expect(rows.nth(1)).toContainText("nothing");
  const whole = Number.parseFloat((await page.getByTestId("test-error").innerText()).replace("%", ""));
  await expect(rows.nth(1).getByRole("cell").first()).toHaveText(whole.toFixed(2));
  await expect(rows.nth(3)).toContainText("layer2.0");

  await test.step("the files are the numbers and the drawing", async () => {
    const read = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), lab.button(button).click()]);
      const chunks = await (await download.createReadStream()).toArray();
      return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
    };
    const json = await read("Save numbers (JSON)");
    expect(json.name).toBe("resnet8tiny-lesions-300.json");
    expect(JSON.parse(json.text)).toMatchObject({
      kind: "lesions",
      provenance: { model: "resnet8tiny", weights: "after 300 steps", device: { name: "wasm" }, data: { images: 200 } },
      figures: [{ name: "deleted" }],
      results: [{ deleted: ["layer1.0"] }, { deleted: ["layer2.0"] }, { deleted: ["layer3.0"] }],
    });
    const svg = await read("Save figure (SVG)");
    expect(svg.name).toBe("resnet8tiny-lesions-300-deleted.svg");
    expect(svg.text).toMatch(/^<svg .*<\/svg>$/s);
  });

  await test.step("no fault, in light and dark, on a phone, in Korean", async () => {
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      await expect(page.locator("figure svg rect").first()).toHaveAttribute(
        "fill",
        scheme === "dark" ? "#10151c" : "#ffffff",
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.screenshot({ path: info.outputPath(`${scheme}.png`), fullPage: true });
    }
    await lab.button("한국어").click();
    await expect(page.getByRole("img", { name: "블록을 하나씩 뺐을 때의 오류율" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "95% 신뢰구간", exact: true })).toBeVisible();
  });
});

test("all studies, in a pause: one has its reason why not, and the training goes on as if there had been none", async ({
  lab,
}, info) => {
  const { page } = lab;
  const settings = { model: "resnet8tiny", steps: "200", tested: "50" };
  const train = async (pause: () => Promise<void>) => {
    await lab.open(settings);
    await lab.reach("ready");
    await lab.button("Start training").click();
    await pause();
    await lab.reach("finished");
    return [await lab.loss(), await page.getByTestId("test-error").innerText()];
  };
  const undisturbed = await train(async () => {});
  const studied = await train(async () => {
    await lab.button("Pause").click();
    await lab.reach("paused");
    for (const name of studies.filter((each) => each !== "Shuffled blocks")) {
      await lab.button(`Run ${name}`).click();
      await expect(page.getByTestId("studying")).toHaveText(new RegExp(`^${name}, after`));
      await expect(page.locator("figure svg").first()).toBeVisible();
      await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
    }
    await lab.button("Run Shuffled blocks").click();
    await expect(page.getByRole("alert")).toContainText("This study cannot be carried out. The training is as it was.");
    await expect(page.getByRole("alert")).toContainText("no two residual blocks of one shape");
    await lab.reach("paused");
    await lab.button("Dismiss").click();
    await lab.button("Resume").click();
  });
  expect(studied).toEqual(undisturbed);
});

test("a study is stopped by its button, and by going on with the training", async ({ lab }) => {
  const { page } = lab;
  await lab.open({ model: "resnet20", steps: "1000", batch: "4", tested: "5000" });
  await lab.reach("ready");
  await lab.button("Start training").click();
  await expect.poll(lab.steps).toBeGreaterThan(0);
  await lab.button("Pause").click();
  await lab.reach("paused");
  await lab.button("Run Random blocks").click();
  await expect(page.getByText(/of [\d,]{7,} images/)).toBeVisible();
  await expect(lab.button("Run Every block alone")).toBeDisabled();
  await lab.button("Stop Random blocks").click();
  await expect(lab.button("Run Random blocks")).toBeEnabled();
  await lab.button("Run Every block alone").click();
  await expect(page.getByTestId("studying")).toHaveText("Every block alone: measuring…");
  await lab.button("Resume").click();
  await lab.reach("training");
  await expect(lab.button("Run Every block alone")).toBeDisabled();
  await expect(page.getByRole("alert")).toBeEmpty();
});
