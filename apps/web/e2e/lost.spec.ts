// A GPU that goes away: the run goes on by itself, from its last checkpoint.
import { expect, test } from "./lab.ts";

/** What the worker's script gets in front of it: the newest GPUDevice is kept where a test can reach it. */
const keepDevice = `{
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...parameters) {
    self.newestDevice = await requestDevice.apply(this, parameters);
    return self.newestDevice;
  };
}
`;

test("a GPU that is destroyed is opened again, and the training goes on by itself", async ({ lab }) => {
  const { page } = lab;
  await page.route(/worker-.*js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: keepDevice + (await response.text()) });
  });
  const destroy = async () => {
    const [worker] = page.workers();
    await worker!.evaluate(() => (globalThis as unknown as { newestDevice: GPUDevice }).newestDevice.destroy());
  };
  await lab.open({ steps: "5000", batch: "4", tested: "10" });
  await lab.reach("ready");

  await test.step("before a run: it is opened again, and told in a line", async () => {
    await destroy();
    await expect(page.getByText("webgpu was lost. webgpu was opened in its place.")).toBeVisible();
  });

  await test.step("in a pause: what is asked for meanwhile is answered by the new device", async () => {
    await lab.button("Start training").click();
    await expect.poll(lab.steps).toBeGreaterThan(2);
    await lab.button("Pause").click();
    await lab.reach("paused");
    const made = await lab.steps();
    await destroy();
    await expect(page.getByText(`goes on by itself after step ${made}, on webgpu.`)).toBeVisible();
    await lab.reach("paused");
    await lab.block("layer2.0").click();
    await expect(lab.lesion).toHaveText(/^Without layer2\.0: test error/);
    await lab.button("Resume").click();
  });

  await test.step("in the training: it goes on", async () => {
    await lab.reach("training");
    const made = await lab.steps();
    await destroy();
    await expect.poll(lab.steps).toBeGreaterThan(made + 3);
    await expect(page.getByRole("alert")).toBeEmpty();
  });
});
