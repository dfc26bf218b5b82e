// What the tests of the page share: how to open it, and its parts by their roles.
import { test as base, expect, type Locator, type Page } from "@playwright/test";

/** Set by each project: the device that it is to get, and what its links must say for that. */
export type LabOptions = {
  readonly device: string;
  /** What the page says of the device. */
  readonly note: RegExp;
  readonly link: Readonly<Record<string, string>>;
};

export type Lab = {
  readonly page: Page;
  /** Opens the page on the smallest network, with `settings` in its link. */
  open(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Waits for a state of the run ("paused"); one that failed instead is told with the page's own words. */
  reach(status: string): Promise<void>;
  /** How many steps have been made. */
  steps(): Promise<number>;
  /** The loss as it is shown. */
  loss(): Promise<number>;
  button(name: string | RegExp): Locator;
  block(name: string): Locator;
  readonly lesion: Locator;
};

const small = { model: "resnet8tiny", steps: "30", batch: "16", tested: "50", seed: "1" };

/** What Chromium says when it finds no GPU, and when a test takes the network away. */
const harmless = /GPU|net::ERR_/;

export const test = base.extend<LabOptions & { lab: Lab }>({
  device: ["wasm", { option: true }],
  note: [/WebAssembly/, { option: true }],
  link: [{}, { option: true }],
  async lab({ page, link }, use) {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !harmless.test(message.text())) faults.push(message.text());
    });
    const status = page.getByTestId("status");
    const progress = page.getByRole("progressbar");
    await use({
      page,
      open: async (settings) => {
        await page.goto(`?${new URLSearchParams({ ...small, ...link, ...settings })}`);
      },
      reach: async (name) => {
        await expect(status).toHaveAttribute("data-status", new RegExp(`^(${name}|failed)$`));
        const reached = await status.getAttribute("data-status");
        expect(reached, await page.getByRole("alert").innerText()).toBe(name);
      },
      steps: async () => Number(await progress.getAttribute("value")),
      loss: async () => Number(await page.getByTestId("loss").textContent()),
      button: (name) => page.getByRole("button", { name, exact: typeof name === "string" }),
      block: (name) => page.getByRole("button", { name: new RegExp(`(Delete block|블록) ${name}`) }),
      lesion: page.getByTestId("lesion"),
    });
    // Nothing in the console: no exception, and nothing that the Content-Security-Policy had to stop.
    expect(faults).toEqual([]);
  },
});

export { expect };
