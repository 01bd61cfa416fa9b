/**
 * Sizes for inputs of a model that are unknown, and that its graph cannot leave open. Usual sizes are
 * tried, and as much as possible stays open: other axes with a batch of one, or the batch with other axes fixed.
 */
import { type Graph, OnnxModel } from '@ganport/graph';
import { ExportError } from '../errors.ts';
import type { TensorSpec } from '../trace/tensor-spec.ts';
import type { SignatureOutput } from './signature.ts';

export type Specs = Readonly<Record<string, TensorSpec>>;

/** Sides of images in the order in which they are tried. */
const sides = [
  224, 256, 320, 192, 128, 299, 160, 96, 64, 384, 416, 448, 512, 640, 300, 112, 48, 32, 28,
];
/** Lengths of other axes: tokens, features, samples of sound. */
const lengths = [
  128, 64, 256, 512, 32, 1024, 100, 16, 10, 384, 768, 16_000, 15_600, 22_050, 44_100,
];

/** What is refused in the same words once more than this, at larger sizes too, is no matter of sizes. */
const mostRepeated = 3;

interface Fitted<T> {
  readonly result: T;
  /** Why sizes are fixed. */
  readonly reason: string;
  /** The names of the sizes that are fixed, by input. */
  readonly fixed: Readonly<Record<string, readonly string[]>>;
}

export interface Fitting<T> {
  /** Of all inputs. */
  readonly specs: Specs;
  /** Whether sizes of this name may be fixed. */
  mayFix(symbol: string): boolean;
  /** Throws an ExportError for sizes that the graph does not have. */
  attempt(specs: Specs): Promise<T>;
  /** Whether a result is what was meant; others are taken where no such one is found. */
  isLikely(result: T): boolean;
  /** Whether a refusal names the sizes that it is about: once it repeats itself, no other sizes are tried. */
  readonly namesSizes?: boolean;
}

/**
 * The result of the first sizes that do.
 *
 * @param refusal of the specs with all sizes open
 * @throws ExportError where no sizes do: the refusal, with what to do; what `attempt` throws for other reasons
 */
export async function fitSizes<T>(fitting: Fitting<T>, refusal: ExportError): Promise<Fitted<T>> {
  const { specs, mayFix, namesSizes = true } = fitting;
  let second: Fitted<T> | undefined;
  let last: string | undefined;
  let repeated = 0;
  for (const { sizes, isWhole } of candidates(specs, mayFix)) {
    try {
      const result = await fitting.attempt(withSizes(specs, sizes));
      const fitted = { result, reason: refusal.message, fixed: fixedNames(specs, sizes) };
      if (fitting.isLikely(result)) return fitted;
      second ??= fitted;
    } catch (error) {
      if (!isOfSizes(error)) throw error;
      if (!isWhole) continue;
      repeated = error.message === last ? repeated + 1 : 0;
      if (namesSizes && repeated === mostRepeated) break;
      last = error.message;
    }
  }
  if (second) return second;
  throw new ExportError(
    refusal.code,
    `${refusal.message.replace(/\.$/, '')}; ${advice(specs, mayFix)}`,
    {
      cause: refusal,
    },
  );
}

/** The model with the sizes that had to be fixed in its metadata, and why. */
export function withFixedSizes(
  { model }: OnnxModel,
  fixed: Fitted<unknown>['fixed'],
  reason: string,
): OnnxModel {
  const entries = Object.entries(fixed).map(
    ([name, sizes]) => [`ganport.fixed.${name}`, `${sizes.join(', ')}: ${reason}`] as const,
  );
  return new OnnxModel({
    ...model,
    metadata: { ...model.metadata, ...Object.fromEntries(entries) },
  });
}

/** Whether other sizes may do where these do not. */
export function isOfSizes(error: unknown): error is ExportError {
  return (
    error instanceof ExportError &&
    (error.code === 'fixed-dimension' || error.code === 'layer-failed')
  );
}

/** Whether inputs have open sizes of these names. */
export const hasOpenSizes = (specs: Specs, mayFix: (symbol: string) => boolean): boolean =>
  openAxes(specs).some(({ symbol }) => mayFix(symbol));

/** Whether the outputs of a graph have the sizes that a signature states. */
export function hasSizes(
  { outputs }: Graph,
  signature: readonly Pick<SignatureOutput, 'sizes'>[],
): boolean {
  return outputs.every(({ shape }, i) => {
    const sizes = signature[i]?.sizes;
    const fits = (size: number, axis: number) =>
      size < 0 || typeof shape[axis] !== 'number' || shape[axis] === size;
    return sizes === undefined || (sizes.length === shape.length && sizes.every(fits));
  });
}

/**
 * Whether outputs with a first axis that the signature does not know have one row for each sample. A graph
 * that flattens images to rows of a length takes larger images for several of them.
 */
export function hasRowsOfSamples(
  { outputs }: Graph,
  signature: readonly Pick<SignatureOutput, 'sizes'>[],
): boolean {
  return outputs.every(({ shape: [first = 1] }, i) => {
    const isKnown = (signature[i]?.sizes?.[0] ?? -1) >= 0;
    const isRow = typeof first === 'number' ? first <= 1 : !/^\d+\*/.test(first);
    return isKnown || isRow;
  });
}

type Sizes = ReadonlyMap<string, number>;

interface Candidate {
  readonly sizes: Sizes;
  /** Whether nothing is left open. */
  readonly isWhole: boolean;
}

function* candidates(specs: Specs, mayFix: (symbol: string) => boolean): Generator<Candidate> {
  const axes = openAxes(specs).filter(({ symbol }) => mayFix(symbol));
  const batch = axes.flatMap(({ symbol, axis }) => (axis === 0 ? [[symbol, 1] as const] : []));
  const others = axes.filter(({ axis }) => axis !== 0);
  if (batch.length > 0) {
    yield { sizes: new Map(batch), isWhole: others.length === 0 };
  }
  if (others.length === 0) return;
  for (let i = 0; i < sides.length; i++) {
    const sizes = others.flatMap(({ symbol, isImage }) => {
      const usual = isImage ? sides : lengths;
      return [[symbol, usual[Math.min(i, usual.length - 1)] ?? 1] as const];
    });
    if (batch.length > 0) yield { sizes: new Map(sizes), isWhole: false };
    yield { sizes: new Map([...batch, ...sizes]), isWhole: true };
  }
}

interface OpenAxis {
  readonly symbol: string;
  readonly axis: number;
  readonly isImage: boolean;
}

function openAxes(specs: Specs): OpenAxis[] {
  return Object.values(specs).flatMap(({ shape }) =>
    shape.flatMap((size, axis) =>
      typeof size === 'string' ? [{ symbol: size, axis, isImage: shape.length === 4 }] : [],
    ),
  );
}

function withSizes(specs: Specs, sizes: Sizes): Specs {
  const sized = ({ shape, ...spec }: TensorSpec): TensorSpec => ({
    ...spec,
    shape: shape.map((size) => (typeof size === 'string' ? (sizes.get(size) ?? size) : size)),
  });
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, sized(spec)]));
}

function fixedNames(specs: Specs, sizes: Sizes): Fitted<unknown>['fixed'] {
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const own = shape.filter((size) => typeof size === 'string' && sizes.has(size));
    return [name, own as readonly string[]] as const;
  });
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

function advice(specs: Specs, mayFix: (symbol: string) => boolean): string {
  const open = Object.entries(specs).filter(([name, spec]) =>
    hasOpenSizes({ [name]: spec }, mayFix),
  );
  const shapes = open.map(([name, { shape }]) => `${name}=${shape.join()}`).join(' ');
  return `none of the usual sizes does. Give the input its shape in numbers: --shape ${shapes}`;
}
