/** Networks that halve and double images need sides that can be halved so often. */
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';

/** @throws CoreError 'data-mismatch' unless both sides are multiples of `multiple` */
export function checkSides(variant: string, [height, width]: ImageShape, multiple: number): void {
  if (height % multiple === 0 && width % multiple === 0) return;
  throw new CoreError(
    'data-mismatch',
    `${variant}: makes images whose sides are multiples of ${multiple}; these are ${height} × ${width}; resize them with --image-size`,
  );
}
