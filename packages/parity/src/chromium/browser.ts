/** Starts a headless Chromium that computes with WebAssembly and WebGPU. */
import { chromium, type Browser } from 'playwright-core';
import { messageOf } from '@ganport/runtime/internal';
import { ParityError } from '../errors.ts';
import { findChromium } from './find.ts';

/**
 * WebGPU on SwiftShader, so that it works without a graphics card and gives the same numbers
 * everywhere; no background network traffic. The sandbox needs rights that containers lack, and the
 * page only runs this package's code.
 */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/**
 * The browser has a new user-data folder, which is deleted with it. It ends when this process ends.
 *
 * @throws ParityError `no-chromium`
 * @example
 * const browser = await launchChromium();
 * const page = await browser.newPage();
 * await browser.close();
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  try {
    return await chromium.launch({ executablePath, headless: true, args: flags });
  } catch (cause) {
    throw new ParityError('no-chromium', `${executablePath} does not start: ${messageOf(cause)}`, {
      cause,
    });
  }
}
