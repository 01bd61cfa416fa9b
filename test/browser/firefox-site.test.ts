/** The page of `ganport web` in Firefox: it draws what Node computes, with threads, and without a network too. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { planSheet } from '@ganport/lab';
import { createSession } from '@ganport/runtime/node';
import { missingFirefox, openFirefox } from './support/firefox.ts';
import { skipNote } from './support/chromium.ts';
import { generatorModel } from './support/generator-model.ts';
import { makeSite } from './support/generator-site.ts';

/** Says what is on the page once it has drawn or failed, and loads it again where the host asks for it. */
const probe = `
const plate = document.querySelector('#plate');
const until = setInterval(async () => {
  if (plate.ariaBusy !== 'false' || !['drawn', 'failed'].includes(plate.dataset.state)) return;
  clearInterval(until);
  const textOf = (id) => document.querySelector('#' + id).textContent.trim();
  const { width, height, ariaLabel: label } = document.querySelector('#canvas');
  const { data } = document.querySelector('#canvas').getContext('2d').getImageData(0, 0, width, height);
  const seen = { isIsolated: crossOriginIsolated, error: textOf('error-text'), label, width,
    reason: textOf('wasm-reason'), red: Array.from(data).filter((_, i) => i % 4 === 0) };
  const answer = await fetch('seen', { method: 'POST', body: JSON.stringify(seen) });
  if (await answer.text() === 'again') location.reload();
}, 50);
`;

interface Seen {
  readonly isIsolated: boolean;
  readonly error: string;
  readonly label: string;
  readonly width: number;
  readonly reason: string;
  readonly red: readonly number[];
}

const withProbe = (html: string): string =>
  html.replace('</head>', '<script type="module" src="probe.js"></script></head>');

/** A host without headers for threads, which is gone for all but the probe after the first visit. */
function hostWithProbe(address: string) {
  const visits: Seen[] = [];
  let resolve: (visits: readonly Seen[]) => void;
  const seen = new Promise<readonly Seen[]>((done) => {
    resolve = done;
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const file = (request.url ?? '').slice(1);
    if (file === 'seen') {
      visits.push(JSON.parse(await text(request)) as Seen);
      response.end(visits.length === 1 ? 'again' : 'enough');
      if (visits.length === 2) resolve(visits);
    } else if (visits.length > 0) {
      response.destroy();
    } else if (file === 'probe.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(probe);
    } else {
      const upstream = await fetch(new URL(file, address));
      const type = upstream.headers.get('Content-Type') ?? 'text/plain';
      const bytes = Buffer.from(await upstream.arrayBuffer());
      response
        .writeHead(upstream.status, { 'Content-Type': type })
        .end(type.startsWith('text/html') ? withProbe(bytes.toString('utf8')) : bytes);
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return { server, seen };
}

test.skipIf(missingFirefox !== undefined)(
  `it draws what Node computes, with threads, and again without a network${skipNote(missingFirefox)}`,
  async () => {
    await tf.setBackend('cpu');
    const site = await makeSite(await generatorModel());
    const { server, seen } = hostWithProbe((await site.serve(false)).address);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const bound = server.address();
    const port = typeof bound === 'object' ? bound?.port : 0;
    const close = await openFirefox(`http://127.0.0.1:${port}/`);
    try {
      const [first, second] = (await seen) as [Seen, Seen];
      expect(first).toMatchObject({
        error: '',
        isIsolated: true,
        label: '25 generated images, 5 a row, seed 1',
      });
      expect(first.reason).toContain('With threads.');
      const session = await createSession(site.model, { providers: ['cpu'] });
      const { noise, count } = planSheet({ seed: 1, count: 25, latent: 100 });
      const { image } = await session.run({
        noise: { dtype: 'float32', dims: [count, 100], data: noise },
      });
      await session.dispose();
      const values = image?.data as Float32Array;
      const side = 12;
      const worst = values.reduce((most, value, at) => {
        const [sample, pixel] = [Math.floor(at / side ** 2), at % side ** 2];
        const x = (sample % 5) * (side + 1) + (pixel % side);
        const y = Math.floor(sample / 5) * (side + 1) + Math.floor(pixel / side);
        const level = first.red[y * first.width + x] ?? Infinity;
        return Math.max(most, Math.abs(level - ((value + 1) / 2) * 255));
      }, 0);
      // Levels are whole numbers, so a half is lost to rounding; the rest is 1e-4 of the values −1 to 1.
      expect(worst).toBeLessThan(0.5 + 1e-4 * 127.5);
      expect(Math.max(...first.red) - Math.min(...first.red)).toBeGreaterThan(200);
      expect(second).toEqual(first);
    } finally {
      await close();
      server.closeAllConnections();
      server.close();
      await site.close();
    }
  },
  120_000,
);
