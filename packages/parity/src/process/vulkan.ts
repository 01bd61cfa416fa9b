/**
 * The Vulkan driver that WebGPU in Node runs on. The loader reads its environment when the process
 * starts, so what is found here is for a child process. A graphics card has its own driver; without
 * one, the SwiftShader that comes with Chromium computes on the CPU (slowly).
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface VulkanDriver {
  readonly kind: 'given' | 'hardware' | 'software';
  /** What the process must be started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** For people: where it was found. */
  readonly how: string;
}

/** Places where Chromium's packages put SwiftShader's manifest. */
const swiftShaderFolders = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** Places of the Vulkan loader, `libvulkan.so.1`. */
const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
];

/** Undefined when there is none; other systems than Linux need no Vulkan. */
export function findVulkanDriver(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  exists: (path: string) => boolean = existsSync,
): VulkanDriver | undefined {
  const given = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((name) => environment[name]);
  if (given) {
    return { kind: 'given', environment: {}, how: `${given}=${environment[given]}` };
  }
  if (exists('/dev/nvidia0') || hasRenderNode(exists)) {
    return { kind: 'hardware', environment: {}, how: 'the driver of the graphics card' };
  }
  const manifest = swiftShaderFolders
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find((path) => exists(path));
  if (manifest === undefined) return undefined;
  const loader = libraryFolders.some((folder) => exists(join(folder, 'libvulkan.so.1')));
  const path = [dirname(manifest), environment['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return {
    kind: 'software',
    // Chromium has a loader of its own, for machines without libvulkan1.
    environment: { VK_ICD_FILENAMES: manifest, ...(!loader && { LD_LIBRARY_PATH: path }) },
    how: `SwiftShader, on the CPU (VK_ICD_FILENAMES=${manifest})`,
  };
}

function hasRenderNode(exists: (path: string) => boolean): boolean {
  return exists('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}
