/** The studio in a browser: its page as `npm run build` has made it, and its server on folders of runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pixels } from '@ganport/core';
import { writePng } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { serveStudio, type Studio } from '@ganport/studio';
import { afterAll, beforeAll, describe } from 'vitest';
import { program } from '../../cli/support/ganport.ts';
import { missingChromium, skipNote } from './chromium.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;
export type Page = Awaited<ReturnType<Browser['newPage']>>;

export const appRoot = join(import.meta.dirname, '../../../apps/studio');

export interface StudioSite {
  /** A new folder for runs. */
  folder(): string;
  serve(folder: string): Promise<Studio>;
  close(): Promise<void>;
}

/** As `npm run build` makes it. */
const builtPage = join(import.meta.dirname, '../../../packages/cli/pages/studio');

/** The studio, for any number of folders. */
function studioSite(): StudioSite {
  const root = mkdtempSync(join(tmpdir(), 'ganport-studio-runs-'));
  const studios: Studio[] = [];
  let folders = 0;
  return {
    folder() {
      const folder = join(root, `runs-${++folders}`);
      mkdirSync(folder);
      return folder;
    },
    async serve(folder) {
      const studio = await serveStudio({
        folder,
        page: builtPage,
        program: [process.execPath, program],
      });
      studios.push(studio);
      return studio;
    },
    async close() {
      await Promise.all(studios.map((studio) => studio.close()));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The studio that the tests of a group share: one browser, one server. */
export interface SharedStudio {
  /** For more folders, and their servers. */
  readonly site: StudioSite;
  /** The folder of the runs. */
  readonly folder: string;
  /** The address of the page, with its token. */
  readonly url: string;
  /** Opens the page, or another address, as visit does. */
  open(options?: Visit & { readonly url?: string }): ReturnType<typeof visit>;
}

/**
 * A group of tests on the studio, which is skipped where there is no browser.
 *
 * @param prepare fills the folder of the runs
 * @param tests receives the studio, which is there when the tests run
 */
export function describeStudio(
  name: string,
  prepare: (folder: string) => Promise<void> | void,
  tests: (studio: () => SharedStudio) => void,
): void {
  const missing = missingChromium();
  describe.skipIf(missing !== undefined)(`${name}${skipNote(missing)}`, () => {
    const site = studioSite();
    const folder = site.folder();
    let browser: Browser | undefined;
    let url = '';
    beforeAll(async () => {
      await prepare(folder);
      [browser, { url }] = await Promise.all([launchChromium(), site.serve(folder)]);
    });
    afterAll(async () => {
      await browser?.close();
      await site.close();
    });
    tests(() => ({
      site,
      folder,
      url,
      open({ url: address = url, ...options } = {}) {
        if (!browser) throw new Error('studio: the browser has not started');
        return visit(browser, address, options);
      },
    }));
  });
}

export interface Visit {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  /** Lets a test add a script of its own, which the page's policy refuses. */
  readonly bypassCSP?: boolean;
}

/** Opens an address and collects what the page complains of and asks for. */
export async function visit(browser: Browser, url: string, options: Visit = {}) {
  const { theme = 'light', width = 1280, bypassCSP = false } = options;
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height: 860 },
    reducedMotion: 'reduce',
    acceptDownloads: true,
    bypassCSP,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    const isComplaint = ['error', 'warning'].includes(message.type());
    // Tests read canvases more often than pages do.
    if (isComplaint && !message.text().includes('willReadFrequently'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with a page, which must have been visited with bypassCSP. */
export async function axeFindings(page: Page): Promise<unknown> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))",
  );
}

/** Waits for a condition in the page. Playwright's own way needs 'unsafe-eval'. */
export async function until(page: Page, condition: string): Promise<void> {
  while (!(await page.evaluate(condition))) await page.waitForTimeout(50);
}

/** The folder of a run of `rows` rows, ten steps apart, with a picture for each hundred steps. */
export async function writeStudioRun(
  folder: string,
  { rows, ...config }: { readonly rows: number } & Readonly<Record<string, unknown>>,
): Promise<void> {
  mkdirSync(join(folder, 'samples'), { recursive: true });
  const steps = rows * 10;
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ variant: 'mlp', steps, ...config }));
  const lines = Array.from({ length: rows }, (_, i) =>
    JSON.stringify({
      step: 10 * (i + 1),
      dLoss: 1 + Math.sin(i) / 4,
      gLoss: 2 - i / rows,
      dAccuracy: 0.5 + i / rows / 4,
      diversityRatio: i / rows,
      secondsPerStep: 0.1,
      ...(i % 10 === 9 && { fid: 1000 / i }),
    }),
  );
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
  const message = 'mode collapse: samples hit 1 of 10 modes; start again with --pac 2';
  const warning = JSON.stringify({ step: 50, sign: 'mode-collapse', value: 1, message });
  writeFileSync(join(folder, 'warnings.jsonl'), `${warning}\n`);
  for (let step = 100; step <= steps; step += 100) {
    const path = join(folder, 'samples', `step-${String(step).padStart(6, '0')}.png`);
    await writePng(path, gray(step / 100));
  }
}

/** A picture that is `side` pixels wide, so that it can be told from the others. */
function gray(side: number): Pixels {
  return { width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(128) };
}
