/**
 * How many bytes each weight takes in the files of a tfjs model. Numbers follow from the shape; texts are
 * read, since each has its own length in front of it.
 */
import { CliError } from './errors.ts';
import { readAcross, type WeightFile } from './weight-pieces.ts';

const elementBytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
};

/** What model.json says of a weight. */
interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string } | undefined;
}

/**
 * @param files one behind the other
 * @param failed makes the error for a file that cannot be read
 * @throws CliError 'unsuitable-model' for other element types, 'corrupt-file' for texts beyond the files
 */
export function weightLengths(
  weights: readonly WeightSpec[],
  files: readonly WeightFile[],
  failed: (file: string, cause: unknown) => Error,
): number[] {
  const texts = new TextLengths(files, failed);
  const lengths: number[] = [];
  let start = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const count = shape.reduce<number>((product, size) => product * size, 1);
    const stored = quantization?.dtype ?? dtype;
    const bytes = Object.hasOwn(elementBytes, stored) ? elementBytes[stored] : undefined;
    const isKnown =
      stored === 'string' || (bytes !== undefined && Object.hasOwn(elementBytes, dtype));
    if (!isKnown) {
      const message = `weight ${name} is ${stored}, which is not supported; export the model again`;
      throw new CliError('unsuitable-model', message);
    }
    const length = bytes === undefined ? texts.of(name, start, count) : bytes * count;
    lengths.push(length);
    start += length;
  }
  return lengths;
}

/** Bytes of a file that are read at once. */
const WINDOW = 2 ** 20;

/** A text is its length in four bytes, and its UTF-8. */
const HEAD = 4;

class TextLengths {
  readonly #files: readonly WeightFile[];
  readonly #failed: (file: string, cause: unknown) => Error;
  readonly #size: number;
  #window = { start: 0, bytes: new Uint8Array() };

  constructor(files: readonly WeightFile[], failed: (file: string, cause: unknown) => Error) {
    this.#files = files;
    this.#failed = failed;
    this.#size = files.reduce((sum, { size }) => sum + size, 0);
  }

  /** The bytes of so many texts from `start` on. */
  of(name: string, start: number, count: number): number {
    let at = start;
    for (let i = 0; i < count; i++) {
      const end = at + HEAD <= this.#size ? at + HEAD + this.#lengthAt(at) : Infinity;
      if (end > this.#size) {
        const message = `weight ${name}: text ${i} of ${count} lies beyond the files of weights; they are truncated or of another model`;
        throw new CliError('corrupt-file', message);
      }
      at = end;
    }
    return at - start;
  }

  #lengthAt(at: number): number {
    const { start, bytes } = this.#window;
    if (at < start || at + HEAD > start + bytes.length) {
      const next = new Uint8Array(Math.min(WINDOW, this.#size - at));
      readAcross(this.#files, at, next, this.#failed);
      this.#window = { start: at, bytes: next };
    }
    const { buffer } = this.#window.bytes;
    return new DataView(buffer).getUint32(at - this.#window.start, true);
  }
}
