/**
 * The page of the studio for hours: a generator that is drawn in Explore again and again, and a run that
 * trains in Train, is paused and goes on. Memory must not grow.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@ganport/parity/chromium';
import { serveStudio } from '@ganport/studio';
import { builtPage } from 'ganport/internal';
import { widePictures } from './material.mjs';
import { withoutGrowth } from './memory.mjs';

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['newPage']>>} Page */

/**
 * Opens the studio in Chromium.
 * @param {(page: Page) => Promise<string>} work
 */
async function inStudio(work) {
  const folder = await mkdtemp(join(tmpdir(), 'ganport-torture-studio-'));
  const studio = await serveStudio({
    folder,
    page: builtPage('studio'),
    program: [process.execPath],
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(studio.url);
    return await work(page);
  } finally {
    await browser.close();
    await studio.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Frees the garbage of the page and of its workers. @param {Page} page */
async function collectGarbage(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Memory.simulatePressureNotification', { level: 'critical' });
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.detach();
}

/** Waits for a condition in the page. @param {Page} page @param {string} condition */
async function until(page, condition) {
  while (!(await page.evaluate(condition))) await page.waitForTimeout(20);
}

/** @param {number} draws */
export function exploreInStudio(draws) {
  return inStudio(async (page) => {
    await page.click('nav >> text=Explore');
    const buffer = Buffer.from(widePictures());
    await page.setInputFiles('.drop input', {
      name: 'wide.onnx',
      mimeType: 'application/octet-stream',
      buffer,
    });
    await until(page, "document.querySelector('.views') !== null");
    return withoutGrowth(draws, async (from, to) => {
      for (let seed = from + 2; seed < to + 2; seed++) {
        await page.getByRole('spinbutton', { name: 'Seed' }).fill(String(seed));
        await until(page, `document.querySelector('canvas').ariaLabel.endsWith('seed ${seed}')`);
      }
      await collectGarbage(page);
    });
  });
}

const facts = "document.querySelector('.facts').textContent";

/** @param {number} steps */
export function trainInStudio(steps) {
  return inStudio(async (page) => {
    await page.click('nav >> text=Train');
    await page.getByLabel('Size of the networks').selectOption('0.125');
    return withoutGrowth(steps, async (from, to) => {
      await page.click(from === 0 ? 'text=Start training' : '.rules >> text=Go on');
      const step = `Number(/([\\d,]+) of/.exec(${facts})[1].replaceAll(',', ''))`;
      await until(page, `${facts}.startsWith('training') && ${step} >= ${to}`);
      await page.click('.rules >> text=Pause');
      await until(page, `${facts}.startsWith('paused')`);
      await collectGarbage(page);
    });
  });
}
