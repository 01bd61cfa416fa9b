/** What the page Explore asks of this machine: the training images of a run that are nearest to another one. */
import { nearestSamples, openDataset, openDefaultExtractor, runDataOf } from '@ganport/lab';
import { fromBytes, toBytes } from '@ganport/lab/internal';
import { encodeMessage } from '@ganport/parity/internal/web';
import { createSerializer } from '@ganport/runtime/internal';
import type { Hono } from 'hono';
import * as z from 'zod';
import { StudioError } from '../errors.ts';
import type { Likeness, NearestAnswer, NearestQuestion } from '../protocol.ts';
import type { FoundRun } from '../runs/find-runs.ts';
import { decoded } from './message.ts';
import { checked } from './requests.ts';

/** The most pixels of a picture. */
const MOST_PIXELS = 2 ** 22;
/** The most bytes of a request. */
export const NEAREST_BYTES = 4 * MOST_PIXELS + 65_536;

/** Images that are answered, and that are looked through: features take longer. */
const SHOWN = 8;
const most: Readonly<Record<Likeness, number>> = { pixels: 100_000, features: 10_000 };

const side = z.int().min(1).max(16_384);

const request = z.strictObject({
  run: z.string().min(1).max(4096),
  by: z.enum(['pixels', 'features']),
  picture: z
    .strictObject({ width: side, height: side, rgba: z.instanceof(Uint8Array) })
    .refine(({ width, height, rgba }) => rgba.length === 4 * width * height, 'has other sizes'),
});

/** @param find a run of the folder, by its id */
export function addNearest(app: Hono, find: (id: string | undefined) => FoundRun): void {
  const oneByOne = createSerializer();
  app.post('/api/nearest', async (context) => {
    const asked = checked(request, decoded(await context.req.arrayBuffer()));
    const { run } = find(asked.run);
    const answer = await oneByOne(() => nearest(run.path, asked));
    return context.body(encodeMessage(answer), 200, { 'Content-Type': 'application/octet-stream' });
  });
}

/** @throws StudioError 'bad-request' for a run without images; LabError as openDataset and openExtractor */
async function nearest(
  path: string,
  { run, by, picture }: NearestQuestion,
): Promise<NearestAnswer> {
  const data = await runDataOf(path);
  if (!data) throw new StudioError('not-found', `${run}: no run of this folder; reload the page`);
  const dataset = await openDataset(data.spec, data.images);
  const [height = 0, width = 0, channels = 0] = dataset.shape;
  if ((dataset.kind ?? 'images') !== 'images' || (channels !== 1 && channels !== 3)) {
    throw new StudioError('bad-request', `${run}: learned from no images; choose another run`);
  }
  if (picture.width !== width || picture.height !== height) {
    const message = `${run}: learned from images of ${height} × ${width} pixels, and this one has ${picture.height} × ${picture.width}; choose the run of this generator`;
    throw new StudioError('bad-request', message);
  }
  const extractor = by === 'features' ? await openDefaultExtractor(dataset) : undefined;
  try {
    const sample = fromBytes(withoutAlpha(picture.rgba, channels));
    const found = await nearestSamples(dataset, sample, {
      count: SHOWN,
      most: most[by],
      extractor,
    });
    return {
      size: found.size,
      nearest: found.nearest.map(({ distance, sample: near }) => ({
        distance,
        picture: { width, height, rgba: withAlpha(toBytes(near), channels) },
      })),
    };
  } finally {
    await extractor?.dispose();
  }
}

/** Gray is the red of gray pixels. */
function withoutAlpha(rgba: ArrayLike<number>, channels: number): Uint8Array {
  return Uint8Array.from(
    { length: (rgba.length / 4) * channels },
    (_, i) => rgba[4 * Math.floor(i / channels) + (i % channels)] ?? 0,
  );
}

function withAlpha(bytes: Uint8Array, channels: number): Uint8Array {
  return Uint8Array.from({ length: (bytes.length / channels) * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (bytes[Math.floor(i / 4) * channels + ((i % 4) % channels)] ?? 0),
  );
}
