/** Starts a headless Chromium that computes with WebAssembly and WebGPU. */
import { chromium, type Browser } from 'playwright-core';
import { messageOf } from '@ganport/runtime/internal';
import { ParityError } from '../errors.ts';
import { within } from '../stall.ts';
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

/** Seconds that the browser may take to start. */
const PATIENCE = 60;

/** Seconds that it may take to end by itself. */
const FAREWELL = 5;

/** The number of each browser's main process, which leads the group of its processes. */
const processes = new WeakMap<Browser, number>();

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
    const browser = await chromium.launch({
      executablePath,
      headless: true,
      args: flags,
      timeout: PATIENCE * 1000,
    });
    processes.set(browser, await processOf(browser));
    return browser;
  } catch (cause) {
    throw new ParityError('no-chromium', `${executablePath} does not start: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Closes a browser, also one whose processes have been stopped. */
export async function closeChromium(browser: Browser): Promise<void> {
  const closing = browser.close();
  await within(closing, FAREWELL, () => new Error('it does not end')).catch(async () => {
    const leader = processes.get(browser);
    if (leader === undefined) return;
    endGroup(leader);
    await closing;
  });
}

/** Kills a process and its group. They may have ended in between, on a machine that is slow. */
export function endGroup(leader: number): void {
  try {
    // Playwright makes the browser the leader of a group, except on Windows.
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function processOf(browser: Browser): Promise<number> {
  const asking = browser.newBrowserCDPSession().then(async (session) => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return processInfo.find(({ type }) => type === 'browser')?.id;
  });
  const id = await within(asking, PATIENCE, () => new Error(`no answer within ${PATIENCE} s`));
  if (id === undefined) throw new Error('it does not name its process');
  return id;
}
