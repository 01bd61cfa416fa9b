/**
 * Avatars: faces that DiceBear puts together from drawn parts, as color images with labels. Each face is
 * determined by the seed of the set and its number, whatever the run's seed. A set is drawn once, about
 * 2 ms a face on two cores, and kept as an NPZ file in the cache.
 */
import { dirname } from 'node:path';
import type { Style } from '@dicebear/core';
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';
import { parseSpec, unknownValue } from './spec-settings.ts';
import { makeFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { cachePath } from '../files/cache.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import { rasterizeSvg } from '../imaging/rasterize-svg.ts';
import { avatarStyles, type Attribute } from './avatar-styles.ts';
import { byteImagesDataset } from './byte-images.ts';
import { concurrently } from './concurrently.ts';
import { encodeNpz, loadNpz } from './npz.ts';
import { targetSize, type DatasetOptions } from './options.ts';

type StyleName = keyof typeof avatarStyles;
type Face = Style<Record<string, unknown>>;

/** The packages of the styles, loaded when a set is drawn. */
const packages: Readonly<Record<StyleName, () => Promise<unknown>>> = {
  lorelei: () => import('@dicebear/lorelei'),
  'pixel-art': () => import('@dicebear/pixel-art'),
  'open-peeps': () => import('@dicebear/open-peeps'),
};

/** @throws LabError 'not-found' when a package is not installed */
async function loadStyle(style: StyleName) {
  try {
    const { createAvatar } = await import('@dicebear/core');
    return { createAvatar, face: (await packages[style]()) as Face };
  } catch (cause) {
    const message = `avatars: the packages of DiceBear cannot be loaded; run \`npm install @dicebear/core@9 @dicebear/${style}@9\``;
    throw new LabError('not-found', message, { cause });
  }
}

/** Increased when the same settings give other images or labels. */
const VERSION = 1;
/** The side of an image unless another size is asked for. */
const SIDE = 64;
const LARGEST_SIDE = 512;
const MOST_FACES = 100_000;
/** What an NPZ file needs besides the images and one byte for each label, at most. */
const HEADERS = 4096;

/** A set of avatars. */
export interface AvatarSet {
  readonly style: StyleName;
  /** The attribute that is the class of a face. */
  readonly label: string;
  readonly count: number;
  readonly seed: number;
}

/**
 * Reads the name of a set: `avatars`, or with settings `avatars:label=glasses,count=20000`. The settings
 * are style, label, count and seed.
 *
 * @returns undefined for the name of other data
 * @throws LabError 'bad-argument' with the known settings or values
 */
export function parseAvatars(spec: string): AvatarSet | undefined {
  const settings = parseSpec(spec, 'avatars', ['style', 'label', 'count', 'seed']);
  if (!settings) return undefined;
  const styles = Object.keys(avatarStyles) as StyleName[];
  const style = settings.choose('style', styles, 'lorelei');
  const labels = Object.keys(avatarStyles[style].attributes);
  return {
    style,
    label: settings.choose('label', labels, labels[0] ?? '', `label of ${style}`),
    count: settings.whole('count', 10_000, 1, MOST_FACES),
    seed: settings.whole('seed', 1, 0, 2 ** 32 - 1),
  };
}

/**
 * Opens a set of avatars, drawn or from the cache.
 *
 * @param options how images are cropped, resized and augmented; without a crop, faces are drawn in the
 * size that they are resized to
 * @returns images float32 [height, width, 3] in [-1, 1], with labels
 * @throws LabError 'bad-argument' for a set of more than `maxBytes`, 'not-found' without DiceBear's packages
 * @example
 * const faces = await openDataset('avatars:label=glasses,count=5000', { size: 64 });
 */
export async function loadAvatars(set: AvatarSet, options: DatasetOptions = {}): Promise<Dataset> {
  const { style, label, count, seed } = set;
  const wanted = options.crop === undefined ? (targetSize(options) ?? [SIDE]) : [SIDE];
  const side = Math.min(LARGEST_SIDE, Math.max(...wanted));
  const { maxBytes = defaultMaxBytes } = options;
  const bytes = count * (side * side * 3 + 1) + HEADERS;
  if (bytes > maxBytes) {
    const message = `avatars: ${count} faces of ${side} × ${side} need ${bytes} bytes, the limit is ${maxBytes}; ask for fewer with count=, for a smaller --image-size, or raise --max-data-bytes`;
    throw new LabError('bad-argument', message);
  }
  const { classes } = attributeOf(set);
  const name = `avatars (${style}, ${label}, seed ${seed})`;
  const file = cachePath('avatars', `v${VERSION}-${style}-${label}-${count}-${seed}-${side}.npz`);
  const cached = await loadNpz(file, options).catch(() => undefined); // Missing, or damaged.
  if (cached?.size === count) return { ...cached, name, classes };
  const { pixels, labels } = await draw(set, side);
  await cache(file, { pixels, labels, shape: [count, side, side, 3] });
  const description = {
    name,
    shape: [side, side, 3],
    size: count,
    pixels,
    labels,
    classes,
  } as const;
  return byteImagesDataset(description, options);
}

async function draw(set: AvatarSet, side: number) {
  const { options } = avatarStyles[set.style];
  const { createAvatar, face } = await loadStyle(set.style);
  const pixels = new Uint8Array(set.count * side * side * 3);
  const attribute = attributeOf(set);
  const labels = await concurrently(Array.from({ length: set.count }), async (_item, i) => {
    const avatar = createAvatar(face, { ...options, seed: `${set.seed}/${i}`, size: side });
    const image = await rasterizeSvg(avatar.toString(), side);
    pixels.set(image.data, i * image.data.length);
    return attribute.of(avatar.toJson().extra);
  });
  return { pixels, labels: Int32Array.from(labels) };
}

/** Keeps a set. A cache that cannot be written costs time alone. */
async function cache(
  file: string,
  set: { readonly pixels: Uint8Array; readonly labels: Int32Array; readonly shape: number[] },
): Promise<void> {
  const { pixels, labels, shape } = set;
  const bytes = encodeNpz({
    x_train: { data: pixels, shape },
    y_train: { data: Uint8Array.from(labels), shape: [labels.length] },
  });
  try {
    await makeFolder(dirname(file));
    await writeFileAtomic(file, [bytes]);
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause;
  }
}

function attributeOf({ style, label }: AvatarSet): Attribute {
  const attributes: Readonly<Record<string, Attribute>> = avatarStyles[style].attributes;
  const attribute = Object.hasOwn(attributes, label) ? attributes[label] : undefined;
  if (attribute) return attribute;
  throw unknownValue('avatars', `label of ${style}`, label, Object.keys(attributes));
}
