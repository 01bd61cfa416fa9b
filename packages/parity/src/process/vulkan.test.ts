import { expect, test } from 'vitest';
import { findVulkanDriver } from './vulkan.ts';

const on =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);
const manifest = '/usr/lib/chromium/vk_swiftshader_icd.json';

test('the variables that the user set are kept', () => {
  expect(findVulkanDriver({ VK_ICD_FILENAMES: '/my/icd.json' }, on(manifest))).toEqual({
    kind: 'given',
    environment: {},
    how: 'VK_ICD_FILENAMES=/my/icd.json',
  });
});

test('a graphics card has its own driver', () => {
  expect(findVulkanDriver({}, on('/dev/nvidia0', manifest))?.kind).toBe('hardware');
});

test("without one, Chromium's SwiftShader is used with the system's loader", () => {
  const loader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';
  expect(findVulkanDriver({}, on(manifest, loader))).toMatchObject({
    kind: 'software',
    environment: { VK_ICD_FILENAMES: manifest },
  });
});

test("without libvulkan1, also with Chromium's loader", () => {
  expect(findVulkanDriver({ LD_LIBRARY_PATH: '/mine' }, on(manifest))?.environment).toEqual({
    VK_ICD_FILENAMES: manifest,
    LD_LIBRARY_PATH: '/usr/lib/chromium:/mine',
  });
});

test('nothing found is undefined', () => {
  expect(findVulkanDriver({}, on())).toBeUndefined();
});
