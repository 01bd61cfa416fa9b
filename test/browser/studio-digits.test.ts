/**
 * What the studio's page knows of digits: those that are nearest by features, the directions in which features
 * vary, and the scores of a run that it trains. A classifier whose features are known in closed form takes the
 * place of the site's own, which is looked at once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleNoise } from '@ganport/core';
import { joinFeatures, keyed, latentDirections, shuffle } from '@ganport/core/internal';
import { asFeatures, featureDistance, inceptionScore } from '@ganport/core/metrics';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { loadMnist, nearestSamples, openClassifier, train } from '@ganport/lab';
import { fromBytes, toBytes } from '@ganport/lab/internal';
import { createSession } from '@ganport/runtime/node';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { describeStudio, type Page, until } from './support/studio.ts';

const AREA = 28 * 28;

/** The features and the logits of an image are the means of its upper and its lower half. */
const halves = Buffer.from(
  OnnxModel.fromGraph(
    parseGraph(`(float[N,28,28,1] image) => (float[N,2] features, float[N,2] logits) <
      int64[3] shape = {-1, 2, 392}, int64[1] axis = {2}
    > {
      rows = Reshape(image, shape)
      features = ReduceMean<keepdims = 0>(rows, axis)
      logits = Identity(features)
    }`),
  ).bytes(),
);

/** The same. @param images [count, 28, 28, 1] */
function meansOf(images: Float32Array): Float32Array {
  return Float32Array.from({ length: (2 * images.length) / AREA }, (_, i) => {
    const half = images.subarray((i * AREA) / 2, ((i + 1) * AREA) / 2);
    return half.reduce((sum, value) => sum + value, 0) / half.length;
  });
}

/** Gives the page another classifier. */
const replaceClassifier = (page: Page) =>
  page
    .context()
    .route('**/mnist/classifier.onnx', (route) =>
      route.fulfill({ body: halves, contentType: 'application/octet-stream' }),
    );

/** The bytes of the first picture in a section. */
const shownIn = (page: Page, section: string) =>
  page.evaluate<number[]>(`(() => {
    const canvas = document.querySelector('[aria-labelledby=${section}] canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return [...data].filter((_, i) => i % 4 === 0);
  })()`);

describeStudio(
  'digits in the studio',
  async (folder) => {
    const settings = { variant: 'mlp', steps: 1, batchSize: 4, width: 0.03, threads: 1 };
    await train(settings, { out: join(folder, 'digits') });
  },
  (studio) => {
    const generator = () => join(studio().folder, 'digits', 'generator.onnx');

    test('the nearest digits by the features of the classifier, as on a machine', async () => {
      const { page, complaints, close } = await studio().open();
      await replaceClassifier(page);
      await page.click('nav >> text=Explore');
      await page.setInputFiles('.drop input', generator());
      await until(page, "document.querySelector('.views') !== null");
      expect(await page.getByLabel('Compared by', { exact: true }).inputValue()).toBe('features');
      await page.click('text=Look among the digits');
      const line = "document.querySelector('[aria-labelledby=nearest] p')?.textContent ?? ''";
      await until(page, `${line}.startsWith('Of')`);
      const sample = fromBytes(Uint8Array.from(await shownIn(page, 'nearest')));
      const extract = async (samples: Float32Array) => ({
        features: asFeatures(meansOf(samples), 2),
      });
      const { nearest } = await nearestSamples(await loadMnist(), sample, {
        count: 8,
        most: 10_000,
        extractor: { extract },
      });
      const [, distances = ''] =
        /^Of 10,000 images, by features; 0 is the same, 1 is the mean of all: (.*)\.$/.exec(
          await page.evaluate<string>(line),
        ) ?? [];
      const numbers = distances.split(', ').map(Number);
      expect(numbers).toHaveLength(8);
      for (const [i, { distance }] of nearest.entries()) {
        expect(Math.abs((numbers[i] ?? NaN) - distance)).toBeLessThan(0.01);
      }
      // The first of the sheet is the nearest digit.
      const [canvas] = await page.evaluate<number[][]>(`(() => {
        const sheet = document.querySelectorAll('[aria-labelledby=nearest] canvas')[1];
        const { data } = sheet.getContext('2d').getImageData(0, 0, 28, 28);
        return [[...data].filter((_, i) => i % 4 === 0)];
      })()`);
      expect(canvas).toEqual([...toBytes(nearest[0]?.sample ?? new Float32Array())]);
      expect(complaints).toEqual([]);
      await close();
    });

    test("directions are found by the features of the site's own classifier", async () => {
      const { page, complaints, close } = await studio().open();
      await page.click('nav >> text=Explore');
      await page.setInputFiles('.drop input', generator());
      await until(page, "document.querySelector('.views') !== null");
      await page.getByLabel('Found by', { exact: true }).selectOption('features');
      await page.click('text=Find the directions');
      await until(page, "document.querySelector('.moves') !== null");
      const title = await page.textContent('.moves label span');
      const found = Number(/Direction 1, (\d+) %/.exec(title ?? '')?.[1]);

      const noise = sampleNoise(2, 200, 100);
      const session = await createSession(readFileSync(generator()), { providers: ['cpu'] });
      const { image } = await session.run({ noise });
      await session.dispose();
      const classifier = await openClassifier();
      const images = fromBytes(toBytes(image?.data as Float32Array));
      const { features } = await classifier.classify(images);
      await classifier.dispose();
      const { shares } = latentDirections(
        { noise: noise.data as Float32Array, images: features.data, samples: 200 },
        6,
      );
      expect(Math.abs(found - 100 * (shares[0] ?? NaN))).toBeLessThan(1);
      expect(complaints).toEqual([]);
      await close();
    });

    test('a run is scored while it trains, and its digits are counted', async () => {
      const { site, open } = studio();
      const folder = join(site.folder(), 'scored');
      const settings = { variant: 'mlp', batchSize: 4, width: 0.03, threads: 1 };
      await train({ ...settings, steps: 1 }, { out: folder });
      const config = { evaluateEvery: 2, monitorEvery: 2, metricsEvery: 1, steps: 2 };
      const path = join(folder, 'config.json');
      const written = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...written, ...config }));

      const { page, complaints, close } = await open();
      await replaceClassifier(page);
      await page.click('text=Train');
      await page.click('text=Go on with a run from elsewhere');
      await page.getByLabel('Folder of a run').setInputFiles(folder);
      const facts = "document.querySelector('.facts').textContent";
      await until(page, `${facts}.startsWith('paused')`);
      await page.click('.rules >> text=Go on');
      await until(page, `${facts}.startsWith('finished')`);
      const titles = await page.evaluate<string[]>(
        "[...document.querySelectorAll('.charts figcaption')].map((each) => each.textContent)",
      );
      expect(titles.join()).toContain('Fréchet distance (FID)');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click('text=Download the run'),
      ]);
      const files = unzipSync(readFileSync(await download.path()));
      const lines = new TextDecoder().decode(files['metrics.jsonl']).trim().split('\n');
      const row = JSON.parse(lines.at(-1) ?? '{}') as Record<string, number>;

      const mnist = await loadMnist();
      const reference = shuffle(keyed(1, 'reference'), mnist.size).subarray(0, 2000);
      const digits = new Float32Array(2000 * AREA);
      await mnist.read(reference, digits);
      const session = await createSession(files['generator.onnx'] ?? new Uint8Array(), {
        providers: ['cpu'],
      });
      const { image } = await session.run({ noise: sampleNoise(1, 2000, 100) });
      await session.dispose();
      const samples = meansOf(fromBytes(toBytes(image?.data as Float32Array)));
      const real = asFeatures(meansOf(digits), 2);
      const fid = await featureDistance(asFeatures(samples, 2), real);
      const probabilities = joinFeatures(
        Array.from({ length: 2000 }, (_, i) => {
          const [upper, lower] = [samples[2 * i] ?? NaN, samples[2 * i + 1] ?? NaN];
          const first = 1 / (1 + Math.exp(lower - upper));
          return asFeatures(Float32Array.of(first, 1 - first), 2);
        }),
      );
      expect(row).toMatchObject({ step: 2, modes: 10, modesHit: expect.any(Number) });
      expect(Math.abs((row['fid'] ?? NaN) - fid)).toBeLessThan(1e-3 * fid);
      expect(Math.abs((row['is'] ?? NaN) - inceptionScore(probabilities).mean)).toBeLessThan(1e-3);
      expect(complaints).toEqual([]);
      await close();
    });
  },
);
