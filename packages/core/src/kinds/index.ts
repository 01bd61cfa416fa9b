/** The data kinds by name. A new one is a file in this folder and a line here. */
import { audio } from './audio.ts';
import { images } from './images.ts';
import { jets } from './jets.ts';
import type { DataKind, SampleSettings } from './kind.ts';
import { points } from './points.ts';
import { rows } from './rows.ts';
import { text } from './text.ts';
import { volumes } from './volumes.ts';

export const dataKinds = {
  images,
  points,
  audio,
  jets,
  volumes,
  text,
  rows,
} as const satisfies Record<string, DataKind>;

export type KindName = keyof typeof dataKinds;

/** The kinds that a variant learns from unless it names others. */
const usual: readonly KindName[] = ['images', 'points'];

/** The part of a variant that names its kinds. */
export interface KindsOfVariant {
  readonly kinds?: readonly KindName[] | undefined;
}

/** The names of the kinds that a variant learns from. */
export function kindNamesOf({ kinds = usual }: KindsOfVariant): readonly KindName[] {
  return kinds;
}

/**
 * The classes of samples where nobody chooses them, by number: as the kind draws them, else in turn.
 *
 * @param classes the number of classes
 */
export function usualClasses(
  kind: DataKind,
  settings: SampleSettings,
  {
    seed,
    count,
    classes,
  }: { readonly seed: number; readonly count: number; readonly classes: number },
): Int32Array {
  const drawn = kind.drawClasses?.(settings, seed, count);
  return drawn ?? Int32Array.from({ length: count }, (_, i) => i % classes);
}

/** The first kind of a variant, whose tensors its networks name. */
export function kindOf(variant: KindsOfVariant): DataKind {
  return dataKinds[kindNamesOf(variant)[0] ?? 'images'];
}

/** The name of the samples of any kind with values in [-1, 1] in networks and ONNX files. */
export const boundedTensors: readonly string[] = [
  ...new Set(
    Object.values<DataKind>(dataKinds).flatMap(({ tensor, isUnbounded = false }) =>
      isUnbounded ? [] : [tensor],
    ),
  ),
];
