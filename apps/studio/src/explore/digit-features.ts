/**
 * Digits by the features of their classifier: which of them look like an image, though all their pixels differ.
 * The same digits are looked through in the same way by `ganport studio` on a machine.
 */
import { distanceOf, keyed, nearestOf, shuffle } from '@ganport/core/internal';
import type { Features } from '@ganport/core/metrics';
import type { Picture } from '@ganport/web';
import { loadClassifier, type DigitClassifier } from '../training/digit-classifier.ts';
import { once } from '../models/once.ts';
import { bytesOf, loadDigits, pictureAt, resized, SHOWN, type Gallery } from './nearest.ts';
import type { Neighbors } from './protocol.ts';

/** The most digits that are looked through; they are drawn from all. */
const MOST = 10_000;

export interface DigitFeatures {
  /** [pictures, 64] row by row; pictures of another size are resized. */
  featuresOf(pictures: readonly Picture[]): Promise<Features>;
  nearest(picture: Picture): Promise<Neighbors>;
}

/** @throws Error when the site has no digits */
export async function openDigitFeatures(site: string): Promise<DigitFeatures> {
  const classifier = await (await loadClassifier(site))();
  const featuresOf = async (pictures: readonly Picture[]): Promise<Features> => {
    const small = await Promise.all(pictures.map((picture) => resized(picture, SIDE, SIDE)));
    const bytes = small.map((picture) => bytesOf(picture, 1));
    return (await classifier.classify(valuesOf(bytes))).features;
  };
  const drawn = once(() => drawDigits(site, classifier));
  return {
    featuresOf,
    async nearest(picture) {
      return nearestIn(await drawn(), await featuresOf([picture]));
    },
  };
}

const SIDE = 28;

/** Some of the digits, and their features. */
interface DrawnDigits {
  readonly gallery: Gallery;
  readonly order: Int32Array;
  readonly features: Features;
}

async function drawDigits(site: string, classifier: DigitClassifier): Promise<DrawnDigits> {
  const gallery = await loadDigits(site);
  const order = shuffle(keyed(1, 'nearest'), gallery.size).subarray(0, MOST);
  const area = SIDE * SIDE;
  const images = Array.from(order, (i) => gallery.pixels.subarray(i * area, (i + 1) * area));
  const { features } = await classifier.classify(valuesOf(images));
  return { gallery, order, features };
}

/** By the Euclidean distance, divided by the mean distance of all. */
function nearestIn({ gallery, order, features }: DrawnDigits, wanted: Features): Neighbors {
  const { data, width } = features;
  const distances = Array.from(order, (_, row) =>
    distanceOf(wanted.data, data.subarray(row * width, (row + 1) * width)),
  );
  const nearest = nearestOf(distances, SHOWN).map(({ index, distance }) => ({
    distance,
    picture: pictureAt(gallery, order[index] ?? 0),
  }));
  return { size: order.length, skipped: 0, nearest };
}

/** Bytes of images as values in [-1, 1]. */
function valuesOf(images: readonly Uint8Array[]): Float32Array {
  const values = new Float32Array(images.length * SIDE * SIDE);
  for (const [i, bytes] of images.entries()) {
    values.set(
      Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
      i * SIDE * SIDE,
    );
  }
  return values;
}
