/**
 * Runs cases in pages of a headless Chromium. A page runs some hundred cases, since WebAssembly never
 * gives memory back. When a case breaks its page or never ends, it has failed, and the next page goes
 * on with the case behind it.
 */
import { launchChromium } from '@ganport/parity/chromium';
import { bundleForPage } from './bundle.ts';
import type { Outcome } from './harness/outcome.ts';
import type { Runner } from './runner.ts';

const CASES_OF_A_PAGE = 400;

/** Milliseconds that a page may take to load. */
const PATIENCE = 300_000;

/** Milliseconds for a case; WebGPU may be a processor that acts as a graphics card. */
const timeLimits = { wasm: 300_000, webgpu: 900_000 } as const;

/** What onnxruntime-web says once its WebAssembly has stopped for good. */
const broken = /memory access out of bounds|null function|Aborted\(|unreachable|device.*lost/i;

type Browser = Awaited<ReturnType<typeof launchChromium>>;

export async function pageRunner(provider: keyof typeof timeLimits): Promise<Runner> {
  const site = await bundleForPage();
  const browser = await launchChromium();
  const address = `${await site.serve({ isolated: true })}?provider=${provider}`;
  return {
    listCases: async () => {
      const page = await openPage(browser, address);
      const names: string[] = await page.evaluate('listCases()');
      await page.close();
      return names;
    },
    runCases: async (names, done) => {
      let next = 0;
      while (next < names.length) {
        const some = names.slice(next, next + CASES_OF_A_PAGE);
        next += await runInPage(browser, address, some, timeLimits[provider], done);
      }
    },
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}

/** @throws Error when the page does not load */
async function openPage(browser: Browser, address: string) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
  await page.goto(address);
  await Promise.race([failed, page.waitForFunction('globalThis.runCases !== undefined')]);
  return page;
}

/**
 * A page without a sign of life for twice the limit of a case is given up.
 *
 * @returns how many cases are done; at least one
 */
async function runInPage(
  browser: Browser,
  address: string,
  names: readonly string[],
  timeLimit: number,
  done: (outcome: Outcome) => void,
): Promise<number> {
  const page = await openPage(browser, address);
  let finished = 0;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  /** Why the page ended before its last case; '' where it did not, or where that case is done. */
  const trouble = await new Promise<string>((end) => {
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end('the page does not answer'), 2 * timeLimit);
    };
    const caseDone = (outcome: Outcome) => {
      if (isOver) return;
      finished++;
      done(outcome);
      wait();
      isOver = outcome.status === 'failed' && broken.test(outcome.message);
      if (isOver) end('');
    };
    wait();
    page.once('crash', () => end('the page crashed'));
    page
      .exposeFunction('caseDone', caseDone)
      .then(() => page.evaluate(`runCases(${JSON.stringify(names)}, ${timeLimit})`))
      .then(
        () => end(finished < names.length ? 'the page left it out' : ''),
        (thrown: unknown) => end(`the page failed: ${String(thrown)}`),
      );
  });
  isOver = true;
  clearTimeout(timer);
  const running = names[finished];
  if (trouble !== '' && running !== undefined) {
    finished++;
    done({ name: running, status: 'failed', message: trouble, kernels: [] });
  }
  await page.close().catch(() => undefined);
  return finished;
}
