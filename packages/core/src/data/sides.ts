/** Sizes of images as callers give them. */
import { CoreError } from '../errors.ts';

/** A height and width; a number is both. */
export type Sides = number | readonly [height: number, width: number];

/** Height and width. @throws CoreError 'bad-argument' unless both are integers from 1 to 65535 */
export function sidesOf(name: string, sides: Sides): [height: number, width: number] {
  const [height, width] = typeof sides === 'number' ? [sides, sides] : sides;
  if ([height, width].every((side) => Number.isInteger(side) && side >= 1 && side <= 65_535)) {
    return [height, width];
  }
  const got = `${height} × ${width}`;
  throw new CoreError('bad-argument', `${name}: must be integers from 1 to 65535, got ${got}`);
}
