/**
 * The depth of a network that makes images by doublings: how often a small start is doubled until it has
 * the size of the image. What a layer contains is left to the variants.
 */
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';

/** The sides of an image, or of the start. */
type Sides = readonly [height: number, width: number];

interface Doublings {
  readonly doublings: number;
  /** The height and width before the first doubling. */
  readonly start: [height: number, width: number];
}

/** The fewest pixels of the shorter side at the start; at twice as many, it is halved once more. */
const START = 4;
/** Images below 4 · 2² pixels start smaller, so that every network doubles at least twice. */
const FEWEST = 2;

/**
 * The doublings that lead to an image. Its shorter side starts at 4 to 7 pixels: 28 = 7 · 2²,
 * 64 = 4 · 2⁴, 96 = 6 · 2⁴. Images of 4 to 15 pixels are doubled twice.
 *
 * @throws CoreError 'data-mismatch' when a side is no multiple of 2 to the power of the doublings, with
 * the nearest sizes that are
 */
export function doublingsTo([height, width]: ImageShape): Doublings {
  const doublings = doublingsOf([height, width]);
  const factor = 2 ** doublings;
  if (height % factor === 0 && width % factor === 0) {
    return { doublings, start: [height / factor, width / factor] };
  }
  if (height === 1 && width === 1) {
    throw new CoreError('data-mismatch', 'points: the networks of DCGAN make images; use mlp');
  }
  const nearest = nearestSizes([height, width]).map((sides) => sides.join(' × '));
  const how =
    height === width ? 'resize them with --image-size' : '--image-size makes squares; resize them';
  const message = `images of ${height} × ${width}: the networks of DCGAN double ${doublings} times, so both sides must be multiples of ${factor}; ${how} to ${nearest.join(' or ')}`;
  throw new CoreError('data-mismatch', message);
}

function doublingsOf(sides: Sides): number {
  return Math.max(FEWEST, Math.floor(Math.log2(Math.min(...sides) / START)));
}

/** The two nearest sizes that are made by doublings; of a square, squares. */
function nearestSizes([height, width]: Sides): Sides[] {
  const depth = doublingsOf([height, width]);
  const sizes = new Map<string, Sides>();
  for (const doublings of [depth - 1, depth, depth + 1]) {
    const multiples = (side: number) =>
      [Math.floor, Math.ceil].map(
        (round) => Math.max(1, round(side / 2 ** doublings)) * 2 ** doublings,
      );
    for (const h of multiples(height)) {
      for (const w of height === width ? [h] : multiples(width)) {
        if (doublingsOf([h, w]) === doublings) sizes.set(`${h} ${w}`, [h, w]);
      }
    }
  }
  const distance = ([h, w]: Sides) => Math.abs(h - height) + Math.abs(w - width);
  return [...sizes.values()].toSorted((a, b) => distance(a) - distance(b)).slice(0, 2);
}
