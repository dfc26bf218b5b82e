// WebGPU in tests on machines without a GPU: Chromium's software Vulkan, where Debian installs it.
import { existsSync } from "node:fs";

const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (existsSync(swiftshader)) process.env.VK_DRIVER_FILES ??= swiftshader;
