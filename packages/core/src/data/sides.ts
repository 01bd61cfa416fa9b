/** Sizes of images as callers give them. */
import { CoreError } from '../errors.ts';
import { limits, sizeProblem } from '../limits.ts';

/** A height and width; a number is both. */
export type Sides = number | readonly [height: number, width: number];

/** Height and width. @throws CoreError 'bad-argument' unless both are within the limit of a side */
export function sidesOf(name: string, sides: Sides): [height: number, width: number] {
  const [height, width] = typeof sides === 'number' ? [sides, sides] : sides;
  const problem = sizeProblem(height, limits.side) ?? sizeProblem(width, limits.side);
  if (problem === undefined) return [height, width];
  throw new CoreError('bad-argument', `${name}: each side ${problem}`);
}
