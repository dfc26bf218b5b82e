// Loaded before the command (node --import): its first GPU that trains is destroyed between two steps.
import { writeSync } from "node:fs";
import { globals } from "webgpu";

/** More than the self-check and the first checkpoint submit: each value that is read is one. */
const submissions = 250;

const { GPUAdapter } = globals as unknown as { readonly GPUAdapter: { readonly prototype: GPUAdapter } };
const { requestDevice } = GPUAdapter.prototype;
let lost = false;

GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
  const device = await requestDevice.call(this, descriptor);
  const submit = device.queue.submit.bind(device.queue);
  let count = 0;
  device.queue.submit = (buffers) => {
    submit(buffers);
    if (lost || ++count < submissions) return;
    lost = true;
    writeSync(2, "the test destroys the GPU\n");
    device.destroy();
  };
  return device;
};
