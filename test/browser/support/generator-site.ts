/** A site as `ganport web` writes it, served, and its page in a browser. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { launchChromium } from '@ganport/parity/chromium';
import { serveSite, type SiteRequest, type SiteServer, writeSite } from 'ganport/internal';

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
export type Page = Awaited<ReturnType<Context['newPage']>>;

export interface MadeSite {
  readonly folder: string;
  /** What the page computes with. */
  readonly model: Uint8Array;
  /** @param isIsolated whether the headers for threads are sent */
  serve(isIsolated: boolean): Promise<SiteServer>;
  close(): Promise<void>;
}

export async function makeSite(
  bytes: Uint8Array,
  request: Partial<SiteRequest> = {},
): Promise<MadeSite> {
  const home = await mkdtemp(join(tmpdir(), 'ganport-site-'));
  const [model, folder] = [join(home, 'model.onnx'), join(home, 'site')];
  await writeFile(model, bytes);
  await writeSite({ model, out: folder, ...request });
  const servers: SiteServer[] = [];
  return {
    folder,
    model: new Uint8Array(await readFile(join(folder, 'generator.onnx'))),
    async serve(isIsolated) {
      const server = await serveSite(folder, 0, isIsolated);
      servers.push(server);
      return server;
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The answers to requests for files of a site; undefined for those of the site itself. */
export type Interference = (file: string, response: ServerResponse) => Promise<boolean> | boolean;

/**
 * A host in front of a site that answers some requests itself.
 *
 * @param interfere returns whether it has answered
 */
export async function hostWith(address: string, interfere: Interference): Promise<SiteServer> {
  const server = createServer((request, response) => {
    const file = (request.url ?? '').slice(1);
    const pass = async () => {
      const upstream = await fetch(new URL(file, address));
      for (const name of [
        'content-type',
        'cross-origin-opener-policy',
        'cross-origin-embedder-policy',
      ]) {
        const value = upstream.headers.get(name);
        if (value !== null) response.setHeader(name, value);
      }
      response.writeHead(upstream.status).end(new Uint8Array(await upstream.arrayBuffer()));
    };
    const answer = async () => {
      if (!(await interfere(file, response))) await pass();
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  return {
    address: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The page once it has drawn, waits for a picture, or has failed. */
export async function openSite(context: Context, address: string) {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  const until = (condition: string) => waitUntil(page, condition);
  const settled = () =>
    until(
      `document.querySelector('#plate').ariaBusy === 'false' &&
       ['drawn', 'failed', 'ready'].includes(document.querySelector('#plate').dataset.state)`,
    );
  await settled();
  return {
    page,
    /** What the content security policy has refused. */
    complaints,
    until,
    settled,
    text: async (id: string) => (await page.textContent(`#${id}`))?.trim() ?? '',
    /** Waits until the canvas, the list of lines or the table shows what is described so. */
    drawn: (label: string) =>
      until(
        `document.querySelector('#plate').ariaBusy === 'false' &&
         [...document.querySelectorAll('#canvas, #lines, #table caption')].some(
           ({ ariaLabel, textContent }) => (ariaLabel ?? textContent).endsWith(${JSON.stringify(label)}))`,
      ),
    pixels: (id = 'canvas') =>
      page.evaluate<{ width: number; height: number; data: number[] }>(`(() => {
        const { width, height } = document.querySelector('#${id}');
        const { data } = document.querySelector('#${id}').getContext('2d')
          .getImageData(0, 0, width, height);
        return { width, height, data: [...data] };
      })()`),
  };
}

/** Playwright's waitForFunction needs 'unsafe-eval', which the page's policy does not allow. */
async function waitUntil(page: Page, condition: string): Promise<void> {
  // The page may be loading anew.
  while (!(await page.evaluate(condition).catch(() => false))) await page.waitForTimeout(30);
}
