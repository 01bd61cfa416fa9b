/** `manifest.json` of a parity bundle: what its files are. Everything in it is bounded, since it may come from anyone. */
import { elementTypes } from '@ganport/runtime/internal';
import * as z from 'zod';
import { ParityError } from '../errors.ts';

/** The name of the manifest in a bundle. */
export const MANIFEST = 'manifest.json';

/** The most bytes of a manifest, and of all files of a bundle together. */
export const MANIFEST_BYTES = 2 ** 22;
export const BUNDLE_BYTES = 2 ** 30;

/** The format of a bundle, and its version. */
export const FORMAT = { format: 'ganport parity bundle', version: 1 } as const;

const line = z.string().min(1).max(1000);
/** Below the folder of the bundle: neither `..` nor hidden files. */
const file = z
  .string()
  .max(200)
  .regex(/^[a-z0-9][\w-]*(?:\.[a-z0-9]+)?(?:\/[a-z0-9][\w-]*(?:\.[a-z0-9]+)?){0,3}$/i);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0).max(BUNDLE_BYTES);

const tensor = z.strictObject({
  name: line,
  file,
  sha256,
  dtype: z.enum(Object.keys(elementTypes) as [keyof typeof elementTypes]),
  dims: z.array(size).max(16),
});
const tensors = z.array(tensor).max(1000);

const manifest = z.strictObject({
  format: z.literal(FORMAT.format),
  version: z.literal(FORMAT.version),
  name: line,
  original: line,
  tolerance: z.number().positive(),
  seed: z.int().min(0).optional(),
  versions: z.record(z.string().min(1).max(100), z.string().max(100)),
  model: z.strictObject({ file, bytes: size, sha256 }),
  inputs: tensors,
  outputs: tensors,
  runtimes: z
    .array(
      z.strictObject({
        runtime: line,
        provider: line,
        milliseconds: z.number().min(0),
        outputs: tensors,
      }),
    )
    .max(100),
});

export type Manifest = z.infer<typeof manifest>;
export type TensorEntry = z.infer<typeof tensor>;

/** @throws ParityError 'bad-bundle' with the field that is wrong */
export function parseManifest(text: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw badBundle(`${MANIFEST}: is no JSON`, cause);
  }
  const parsed = manifest.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badBundle(`${MANIFEST}: ${issue?.path.join('.') || 'content'}: ${issue?.message}`);
}

/** An error about a bundle, with what to do. */
export function badBundle(problem: string, cause?: unknown): ParityError {
  const message = `parity bundle: ${problem}; make it again with ganport parity --bundle`;
  return new ParityError('bad-bundle', message, { cause });
}
