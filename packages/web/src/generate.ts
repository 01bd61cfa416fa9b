/** The common cases in one call. The model of the last call stays open, so that the next one is quick. */
import { WebError } from './errors.ts';
import type { Drawing, ImageModel, NoiseModel, OpenOptions, TranslateOptions } from './model.ts';
import { type NoiseOptions } from './noise.ts';
import { openModel } from './open-model.ts';
import { sheetImage } from './pictures/sheet.ts';

export interface GenerateOptions extends OpenOptions, Partial<NoiseOptions> {
  /** Images in a row of the sheet; as many as there are rows by default. */
  readonly columns?: number | undefined;
  /** The class of all samples, by number or name; all in turn by default. */
  readonly label?: number | string | undefined;
}

/**
 * Images from noise, side by side on one sheet; of sounds and jets, their pictures. The same seed gives the
 * samples of `ganport generate`.
 *
 * @param source the address of a generator's ONNX file, seen from the page
 * @param options.count 1 by default
 * @param options.seed 1 by default
 * @throws WebError 'not-found', 'damaged', 'invalid-model', 'unsuitable-model', 'no-provider',
 * 'bad-argument', 'run-failed', 'lost'
 * @example
 * const image = await generate('generator.onnx', { count: 25, seed: 1 });
 * canvas.width = image.width;
 * canvas.height = image.height;
 * canvas.getContext('2d').putImageData(image, 0, 0);
 */
export async function generate(
  source: string | URL,
  options: GenerateOptions = {},
): Promise<ImageData> {
  const { pictures, lines } = await drawOnce(source, options);
  if (lines) throw unsuitable(source, 'makes lines of text; use generateLines()');
  return sheetImage(pictures, options.columns);
}

/**
 * Lines of text from noise. The same seed gives the lines of `ganport generate`.
 *
 * @param source the address of an ONNX file of a generator of text, seen from the page
 * @param options.count 1 by default
 * @param options.seed 1 by default
 * @throws WebError as generate
 * @example
 * const names = await generateLines('names.onnx', { count: 20, seed: 1, label: 'female' });
 */
export async function generateLines(
  source: string | URL,
  options: Omit<GenerateOptions, 'columns'> = {},
): Promise<readonly string[]> {
  const { lines } = await drawOnce(source, options);
  if (!lines) throw unsuitable(source, 'makes no lines of text; use generate()');
  return lines;
}

function drawOnce(
  source: string | URL,
  { count = 1, seed = 1, truncation, label, ...options }: GenerateOptions,
): Promise<Drawing> {
  return withModel(source, options, 'noise', (model) => {
    const noise = model.noise({ seed, count, truncation });
    const number = labelNumber(label, model.classes);
    const labels = number === undefined ? undefined : new Int32Array(count).fill(number);
    return model.draw({ noise, labels });
  });
}

/**
 * A translated image, as large as the given one or as the model fixes it.
 *
 * @param source the address of a translator's ONNX file, seen from the page
 * @param image a file of an image, or pixels
 * @throws WebError as generate, and 'bad-picture'
 * @example
 * const zebra = await translate('horse-to-zebra.onnx', input.files[0]);
 */
export async function translate(
  source: string | URL,
  image: Blob | ImageData,
  options: OpenOptions & Omit<TranslateOptions, 'onProgress'> = {},
): Promise<ImageData> {
  const { tile, overlap } = options;
  return withModel(source, options, 'image', async (model) => {
    const { picture } = await model.translate(image, { tile, overlap });
    return new ImageData(picture.rgba, picture.width, picture.height);
  });
}

/**
 * The number of a class that is given by number or name.
 *
 * @throws WebError 'bad-argument' for a name that the generator does not have, or any without classes
 */
export function labelNumber(
  label: number | string | undefined,
  classes: readonly string[] | undefined,
): number | undefined {
  if (label === undefined || label === '') return undefined;
  const number = classes?.indexOf(String(label)) ?? -1;
  if (number >= 0) return number;
  if (classes?.[Number(label)] !== undefined) return Number(label);
  const known = classes
    ? `its classes are ${classes.slice(0, 20).join(', ')}`
    : 'it has no classes';
  throw new WebError('bad-argument', `label: the generator has no class ${label}; ${known}`);
}

type Model<Kind> = Extract<NoiseModel | ImageModel, { kind: Kind }>;

/** What a model does, and the call for it. */
const remedies: Readonly<Record<Model<'noise' | 'image'>['kind'], string>> = {
  noise: 'makes samples of noise; use generate()',
  image: 'translates images; use translate()',
};

const unsuitable = (source: string | URL, remedy: string) =>
  new WebError('unsuitable-model', `${source} ${remedy}`);

interface Kept {
  readonly key: string;
  readonly model: ReturnType<typeof openModel>;
  /** The calls that use it. */
  uses: number;
}

let kept: Kept | undefined;

/** @throws WebError 'unsuitable-model' for a model of the other kind */
async function withModel<Kind extends 'noise' | 'image', T>(
  source: string | URL,
  options: OpenOptions,
  kind: Kind,
  use: (model: Model<Kind>) => Promise<T>,
): Promise<T> {
  const { provider, runtime, threads, sha256 } = options;
  const key = JSON.stringify([String(source), provider, String(runtime), threads, sha256]);
  const before = kept;
  const mine = before?.key === key ? before : { key, model: openModel(source, options), uses: 0 };
  mine.uses++;
  kept = mine;
  if (before) closeUnused(before);
  try {
    const model = await mine.model;
    if (model.kind === kind) return await use(model as Model<Kind>);
    throw unsuitable(source, remedies[model.kind]);
  } catch (thrown) {
    // The next call opens the model anew.
    if (kept === mine) kept = undefined;
    throw thrown;
  } finally {
    mine.uses--;
    closeUnused(mine);
  }
}

function closeUnused(model: Kept): void {
  if (model === kept || model.uses > 0) return;
  model.model.then(({ close }) => close()).catch(() => undefined);
}
