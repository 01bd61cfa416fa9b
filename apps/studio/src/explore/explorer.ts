/** A generator that a visitor has brought, and what is drawn with it. */
import { computed, signal } from '@preact/signals';
import { latentDirections, type LatentDirections } from '@ganport/core/internal';
import { DIGITS, type Likeness } from '@ganport/studio/protocol';
import { interpolate, openModel, type NoiseModel, type Picture } from '@ganport/web';
import { lineOf } from '../models/calls.ts';
import { text } from '../text.ts';
import { looker, siteAddress } from './looker.ts';
import { smallGray } from './small-gray.ts';

export const model = signal<NoiseModel | undefined>(undefined);
/** The file of the model. */
export const brought = signal<File | undefined>(undefined);
export const name = signal('');
export const problem = signal('');
export const busy = signal('');
export const seed = signal(1);
/** The class of all images, by number. */
export const label = signal(0);
/** The number of the image on the sheet that is moved, and of the one that the way leads to. */
export const chosen = signal(0);
export const goal = signal(1);
export const sheet = signal<readonly Picture[]>([]);
export const directions = signal<LatentDirections | undefined>(undefined);
/** What directions are found by. */
export const likeness = signal<Likeness>('pixels');
/** How far the image is moved along each direction, in standard deviations. */
export const moves = signal<readonly number[]>([]);
export const moved = signal<Picture | undefined>(undefined);
export const way = signal<readonly Picture[]>([]);

/** Images of the sheet, directions that are offered, pictures of a way. */
export const COUNT = 25;
const DIRECTIONS = 6;
const FRAMES = 13;
/** Images that directions are found from, and pixels of each side that are looked at. */
const SAMPLES = 200;

let noise = new Float32Array();

/** Opens a file. */
export async function open(file: File): Promise<void> {
  problem.value = '';
  busy.value = text.explore.opening;
  try {
    const opened = await openModel(new Uint8Array(await file.arrayBuffer()));
    if (opened.kind !== 'noise') {
      opened.close();
      throw new Error(text.explore.translator);
    }
    const { kind } = opened.samples;
    if (kind === 'text' || kind === 'rows') {
      opened.close();
      throw new Error(text.explore.noPictures[kind]);
    }
    model.value?.close();
    model.value = opened;
    brought.value = file;
    name.value = file.name;
    label.value = 0;
    likeness.value = 'pixels';
    await drawSheet();
  } catch (error) {
    problem.value = `${file.name}: ${lineOf(error)}`;
  } finally {
    busy.value = '';
  }
}

/** Draws all that depends on the seed and the class. */
export async function drawSheet(): Promise<void> {
  const current = model.value;
  if (!current) return;
  noise = current.noise({ seed: seed.value, count: COUNT }) as Float32Array<ArrayBuffer>;
  sheet.value = await draw(noise);
  directions.value = undefined;
  moves.value = [];
  await drawMoved();
  await drawWay();
}

/** Finds the directions in which images vary most. */
export async function findDirections(): Promise<void> {
  const current = model.value;
  if (!current || busy.value !== '') return;
  busy.value = text.explore.finding;
  try {
    const many = current.noise({ seed: seed.value + 1, count: SAMPLES });
    const pictures = await draw(many);
    const images =
      likeness.value === 'features'
        ? await looker().digitFeatures({ pictures, site: siteAddress() })
        : smallGray(pictures);
    directions.value = latentDirections({ noise: many, images, samples: SAMPLES }, DIRECTIONS);
    moves.value = directions.value.directions.map(() => 0);
  } catch (error) {
    fail(error);
  } finally {
    busy.value = '';
  }
}

/** Draws the chosen image where it has been moved to. */
export async function drawMoved(): Promise<void> {
  const start = vector(chosen.value).slice();
  for (const [k, direction] of (directions.value?.directions ?? []).entries()) {
    const far = moves.value[k] ?? 0;
    for (const [i, value] of direction.entries()) start[i] = (start[i] ?? 0) + far * value;
  }
  moved.value = (await draw(start))[0];
}

/** Draws the way from the chosen image to the goal. */
export async function drawWay(): Promise<void> {
  way.value = await draw(interpolate(vector(chosen.value), vector(goal.value), FRAMES));
}

/** Whether the images have the size of digits, whose features the site's classifier has. */
export const isDigitSized = computed(() => {
  const [first] = sheet.value;
  return first?.width === DIGITS.shape[1] && first.height === DIGITS.shape[0];
});

/** The noise of an image of the sheet. */
export function vector(image: number): Float32Array {
  const length = noise.length / COUNT;
  return noise.subarray(image * length, (image + 1) * length);
}

/** Draws images of noise; those of one class where there are classes. */
async function draw(vectors: Float32Array): Promise<readonly Picture[]> {
  const current = model.value;
  if (!current) return [];
  const length = current.latent.reduce((product, size) => product * size, 1);
  const labels = current.classes && new Int32Array(vectors.length / length).fill(label.value);
  const { pictures } = await current.draw({ noise: vectors, ...(labels && { labels }) });
  return pictures;
}

/** Shows what went wrong. */
export function fail(error: unknown): void {
  problem.value = `${name.value}: ${lineOf(error)}`;
}
