/** What a test needs of the machine. In CI everything is required, so that no test is skipped there. */
import { findChromium } from '../chromium/find.ts';
import { messageOf } from '@ganport/runtime/internal';
import { findVulkanDriver } from '../process/vulkan.ts';

/** Why tests in a browser cannot run here, or undefined when they can. */
export function missingChromium(): string | undefined {
  if (process.env['CI']) return undefined;
  try {
    findChromium();
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** Why tests on WebGPU in Node cannot run here, or undefined when they can. */
export function missingVulkan(): string | undefined {
  if (process.env['CI'] || process.platform !== 'linux' || findVulkanDriver()) return undefined;
  return 'no Vulkan driver (Debian: apt install chromium libvulkan1)';
}

/** For the name of a group of tests: that it is skipped, and why. */
export function skipNote(missing: string | undefined): string {
  return missing === undefined ? '' : ` (skipped: ${missing})`;
}
