/**
 * The runs of the studio in Chromium: a folder with runs of every state, a real run that is started,
 * watched, stopped and resumed by the page, and what a visitor may not do.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '@ganport/lab';
import { expect, test } from 'vitest';
import { axeFindings, describeStudio, type Page, until, writeStudioRun } from './support/studio.ts';

/** The texts of the elements that a selector finds. */
const texts = (page: Page, selector: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent)`,
  );

/** Shows runs. */
const address = (runs: readonly string[]) =>
  `location.hash = ${JSON.stringify(`#/runs?${runs.map((run) => `run=${encodeURIComponent(run)}`).join('&')}`)}`;

describeStudio(
  'the runs of the studio',
  async (folder) => {
    await writeStudioRun(join(folder, 'digits'), { rows: 40, loss: 'non-saturating', seed: 1 });
    await writeStudioRun(join(folder, 'losses/lsgan'), { rows: 30, loss: 'lsgan', seed: 1 });
  },
  (studio) => {
    test.each([
      ['light', 1280],
      ['dark', 390],
    ] as const)('%s, %i px: axe finds nothing in any state', async (theme, width) => {
      const { page, close } = await studio().open({ theme, width, bypassCSP: true });
      await until(page, "document.querySelectorAll('.plot canvas').length > 3");
      await page.click('summary');
      expect(await axeFindings(page)).toEqual([]);
      await page.evaluate(address(['digits', 'losses/lsgan']));
      await until(page, "document.querySelector('#differences') !== null");
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.click('text=New run');
      await until(page, "document.querySelector('dialog pre').textContent.startsWith('ganport')");
      await page.click('dialog summary');
      expect(await axeFindings(page)).toEqual([]);
      await close();
    });

    test('a run has its curves, pictures over time, warnings and settings', async () => {
      const { page, complaints, requests, close } = await studio().open();
      await until(page, "document.querySelectorAll('.plot canvas').length > 3");
      await page.evaluate(address(['digits']));
      await until(page, "document.querySelector('.picture img')?.naturalWidth === 4");
      expect(await texts(page, '.head h1')).toEqual(['digits']);
      expect(await texts(page, '.warnings li')).toEqual([
        'step 50 mode collapse: samples hit 1 of 10 modes; start again with --pac 2',
      ]);
      expect((await texts(page, '.charts figcaption')).join()).toContain('Fréchet distance (FID)');
      const label = await page.getAttribute('.charts figure:first-child .plot', 'aria-label');
      expect(label).toBe(`Fréchet distance (FID): digits ${Number((1000 / 39).toPrecision(4))}`);

      const slider = page.getByLabel('Step of the picture');
      await slider.fill('1');
      await until(page, "document.querySelector('.picture img')?.naturalWidth === 2");
      expect(await texts(page, 'output')).toEqual(['step 200']);
      await page.click('text=Play');
      await until(page, "document.querySelector('.picture img')?.naturalWidth === 4");

      // The token is not in the address, and nothing is fetched from elsewhere.
      expect(page.url()).not.toContain('token');
      const own = new URL(studio().url).origin;
      expect(requests.filter((each) => !each.startsWith(own) && !each.startsWith('blob:'))).toEqual(
        [],
      );
      expect(complaints).toEqual([]);
      await close();
    });

    test('runs are laid over each other, with what differs between them', async () => {
      const { page, close } = await studio().open();
      await until(page, "document.querySelectorAll('.list li').length === 2");
      await page.evaluate(address(['digits']));
      await page.getByLabel('Show losses/lsgan beside the others').check();
      await until(page, "document.querySelector('#differences') !== null");
      const differences = 'section[aria-labelledby=differences] tbody';
      expect(await texts(page, `${differences} th button`)).toEqual(['steps', 'loss']);
      expect(await texts(page, `${differences} [role=tooltip]`)).toContain(
        'training steps in all (--steps)',
      );
      expect(await texts(page, `${differences} td`)).toEqual([
        '400',
        '300',
        'non-saturating',
        'lsgan',
      ]);
      const values = await texts(page, 'section[aria-labelledby=metrics] tbody tr:first-child td');
      expect(values).toEqual(['25.64at step 400', '34.48at step 300']);
      const curve = await page.getAttribute('.charts figure:first-child .plot', 'aria-label');
      expect(curve).toMatch(/digits 25.64, losses\/lsgan 34.48$/);
      // A color each; with smoothing, their raw points behind them.
      const inks = `(() => {
      const { width, height } = document.querySelector('.plot canvas');
      const pixels = document.querySelector('.plot canvas').getContext('2d').getImageData(0, 0, width, height).data;
      const seen = new Set();
      for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] === 255) seen.add([...pixels.subarray(i, i + 3)].join());
      return ['47,78,203', '180,83,9'].filter((color) => seen.has(color)).length;
    })()`;
      await until(page, `${inks} === 2`);
      await page.getByLabel('Smoothing').fill('0.9');
      await until(page, `${inks} === 2`);
      await page.getByLabel('Show digits beside the others').uncheck();
      await until(page, "document.querySelector('.head h1')?.textContent === 'losses/lsgan'");
      await close();
    });

    test('a run is started from the form, watched, stopped, and resumed', async () => {
      const folder = studio().site.folder();
      const served = await studio().site.serve(folder);
      const { page, complaints, close } = await studio().open({ url: served.url });
      await until(page, "document.querySelector('.empty h1')?.textContent === 'No runs yet.'");
      await page.click('text=New run');
      await page.getByLabel('Name', { exact: true }).fill('rings/first');
      await page.getByLabel('Kind of GAN').selectOption('mlp');
      await page.getByLabel('data', { exact: false }).first().fill('ring');
      await page.getByLabel('steps', { exact: false }).first().fill('many');
      await until(page, "document.querySelector('dialog .wrong').textContent.startsWith('steps:')");
      expect(await page.isDisabled('text=Start training')).toBe(true);
      await page.getByLabel('steps', { exact: false }).first().fill('1000000');
      await page.click('dialog summary');
      await page.getByLabel('width', { exact: false }).first().fill('0.02');
      await page.getByLabel('metrics every', { exact: false }).first().fill('1');
      await until(
        page,
        "/--width=0.02 .*--metrics-every=1/.test(document.querySelector('dialog pre').textContent)",
      );
      await page.click('text=Start training');
      const state = "document.querySelector('.head .state')?.textContent";
      await until(
        page,
        `${state} === 'training' && document.querySelectorAll('.plot canvas').length > 1`,
      );
      const stop = async (): Promise<number> => {
        await page.click('.head >> text=Stop');
        await until(page, `${state} === 'stopped'`);
        const [line = ''] = await texts(page, '.head p:nth-child(2)');
        return Number(/([\d,]+) of/.exec(line)?.[1]?.replaceAll(',', ''));
      };
      const stoppedAt = await stop();
      expect(stoppedAt).toBeGreaterThan(0);
      const { config } = await openRunFolder(join(folder, 'rings/first'));
      expect(config).toMatchObject({ variant: 'mlp', data: 'ring', width: 0.02, steps: 1_000_000 });

      await page.getByLabel('Steps in all').fill('2000000');
      await page.click('.head >> text=Resume');
      await until(
        page,
        `${state} === 'training' && !document.querySelector('.head button').disabled`,
      );
      expect(await stop()).toBeGreaterThan(stoppedAt);
      expect(complaints).toEqual([]);
      await close();
    });

    test('a failed start says why', async () => {
      const served = await studio().site.serve(studio().site.folder());
      const { page, close } = await studio().open({ url: served.url, bypassCSP: true });
      await page.click('text=New run');
      await page.getByLabel('data', { exact: false }).first().fill('no/such/folder');
      await page.click('text=Start training');
      await until(page, "document.querySelector('.notice') !== null");
      expect(await texts(page, '.notice span')).toEqual([
        expect.stringMatching(/^Training run-1 failed .*no\/such\/folder/),
      ]);
      expect(await axeFindings(page)).toEqual([]);
      await page.click('text=Dismiss');
      expect(await page.evaluate('document.activeElement.className')).toBe('notices');
      expect(await texts(page, '.notice')).toEqual([]);
      await close();
    });

    test('a thousand runs are a list that is filtered', async () => {
      const folder = studio().site.folder();
      for (let i = 0; i < 1000; i++) {
        mkdirSync(join(folder, `run-${i}`));
        writeFileSync(join(folder, `run-${i}`, 'config.json'), '{"variant":"mlp","steps":10}');
      }
      const served = await studio().site.serve(folder);
      const { page, close } = await studio().open({ url: served.url });
      await until(page, "document.querySelectorAll('.list li').length === 100");
      await page.click('text=Show 900 more');
      expect(await texts(page, '.list li')).toHaveLength(200);
      await page.getByLabel('Filter runs by name').fill('run-77');
      expect(await texts(page, '.list strong')).toHaveLength(11);
      await close();
    });

    test('without its token the page shows what to do, and nothing of the runs', async () => {
      const { url } = studio();
      const { page, close } = await studio().open({ url: new URL(url).origin, bypassCSP: true });
      await until(page, "document.querySelector('.empty') !== null");
      expect(await texts(page, '.empty pre')).toEqual(['ganport studio runs/']);
      expect(await axeFindings(page)).toEqual([]);
      await page.goto(`${new URL(url).origin}/#token=wrong`);
      await page.reload();
      await until(page, "document.querySelector('.empty') !== null");
      await close();
    });
  },
);
