// Other people's checkpoints give the logits and the training step that PyTorch gives.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Device, DeviceFactory } from "@unravel/core";
import { plan } from "@unravel/core";
import { relativeError } from "@unravel/core/testing";
import { inferenceGraph, readGradients, readStates, trainingGraph, writeStates } from "@unravel/models";
import { beforeEach, describe, expect } from "vitest";
import { openOrSkip } from "./devices.ts";
import { realDataTest } from "./real-data.ts";
import { checkpoints, cifarImages, loadCheckpoint, reference } from "./references.ts";

/** A tensor of the stored training step. */
type Stored = { readonly kind: "grad" | "running_after" | "logits"; readonly name: string; readonly offset: number };

/** Declares the tests of `factory`: the logits of the first `images` test images, and a training step of 32. */
export function checkpointTests(factory: DeviceFactory, images: number, timeout: number): void {
  describe(`on ${factory.name}`, { timeout }, () => {
    let device: Device;
    beforeEach(async (context) => {
      device = await openOrSkip(factory, context);
      return () => device.dispose();
    });

    for (const checkpoint of checkpoints) {
      realDataTest(`${checkpoint.file}: logits of ${images} test images`, async ({ realData }) => {
        const { model, values, normalisation } = await loadCheckpoint(realData, checkpoint);
        const stored = await reference(realData, `${checkpoint.logits}_logits_test0-255`);
        const data = await cifarImages("test_batch.bin", images, normalisation);
        const program = await device.load(plan(inferenceGraph(model, { batch: images }), device.capabilities));
        await writeStates(program, values);
        await program.write("images", data.images);
        await program.write("labels", data.labels);
        await program.write("valid", Int32Array.of(images));
        await program.run();
        for (const [i, x] of (await program.read("logits")).entries())
          expect(Math.abs(x - stored[i]!)).toBeLessThan(1e-3);
      });
    }

    realDataTest("a training step of resnet20: loss, gradients, running statistics", async ({ realData }) => {
      const name = "resnet20_trainstep_batch32";
      const header = JSON.parse(await readFile(join(realData, "reference", `${name}.json`), "utf8"));
      const stored = await reference(realData, name);
      const { model, values, normalisation } = await loadCheckpoint(realData, checkpoints[0]!);
      const data = await cifarImages("data_batch_1.bin", 32, normalisation);
      const graph = trainingGraph(model, { batch: 32, momentum: 0, weightDecay: 0, gradients: true });
      const step = await device.load(plan(graph, device.capabilities));
      await writeStates(step, values, { partial: true });
      await step.write("images", data.images);
      await step.write("labels", data.labels);
      await step.write("valid", Int32Array.of(32));
      await step.write("rate", Float32Array.of(0));
      await step.run();
      expect(Math.abs((await step.read("loss"))[0]! - header.lossValue)).toBeLessThan(1e-4);
      const got = { grad: await readGradients(step), running_after: await readStates(step) };
      const limit = device.name === "reference" ? 1e-5 : 2e-3;
      for (const { kind, name: torchName, offset } of header.tensors as Stored[]) {
        if (kind === "logits") continue;
        const leaf = torchName.replace(/^module\./, "").replace(/^linear\./, "fc.");
        const { data: mine } = got[kind][leaf]!;
        const theirs = stored.subarray(offset / 4, offset / 4 + mine.length);
        expect(relativeError(mine, theirs), `${kind} ${leaf}`).toBeLessThan(limit);
      }
    });
  });
}
