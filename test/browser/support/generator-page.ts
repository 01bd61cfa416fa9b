/** The generator page in a browser, and what it shows. */
import type { launchChromium } from '@ganport/parity/chromium';

/** Of the small generator of generator-model.ts: its images, the gaps between them, the canvas. */
export const size = 12;
export const gap = 1;
export const side = 5 * (size + gap) - gap;

export interface PageOptions {
  readonly webgpu?: boolean;
}

/** The page once it has drawn or failed. */
export async function openGenerator(
  browser: Awaited<ReturnType<typeof launchChromium>>,
  url: string,
  { webgpu = true }: PageOptions = {},
) {
  const page = await browser.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) complaints.push(message.text());
  });
  if (!webgpu) await page.addInitScript('delete Navigator.prototype.gpu');
  await page.goto(url);
  // Playwright's waitForFunction needs 'unsafe-eval', which the page's policy does not allow.
  const until = async (condition: string) => {
    while (!(await page.evaluate(condition))) await page.waitForTimeout(50);
  };
  await until(
    `document.querySelector('#plate').ariaBusy === 'false' &&
     ['drawn', 'failed'].includes(document.querySelector('#plate').dataset.state)`,
  );
  return {
    page,
    /** What the content security policy has refused. */
    complaints,
    text: async (id: string) => (await page.textContent(`#${id}`))?.trim() ?? '',
    /** Waits for the grid of this seed, which the canvas's label names. */
    drawn: (seed: number) =>
      until(
        `document.querySelector('#plate').ariaBusy === 'false' &&
         document.querySelector('#grid').ariaLabel.endsWith('seed ${seed}')`,
      ),
    pixels: async (): Promise<number[]> =>
      page.evaluate(`[...document.querySelector('#grid').getContext('2d')
        .getImageData(0, 0, ${side}, ${side}).data]`),
    runtimeFiles: () => requests.filter((request) => request.endsWith('.wasm')),
  };
}
