/** What a model in a page is: what can be done with it, and what is known of it. */
import type { Condition, NoiseName } from '@ganport/core/internal';
import type { NoiseOptions } from './noise.ts';
import type { Picture } from './pictures/picture.ts';
import type { SampleFacts } from './models/sample-facts.ts';
import type { PageProvider, Refusal } from './worker/protocol.ts';

export interface OpenOptions {
  /**
   * `wasm` (default) loads the smaller build of ONNX Runtime. `webgpu` loads the larger one, and computes
   * on WebAssembly where there is no WebGPU. `auto` does so too where WebGPU is software.
   */
  readonly provider?: PageProvider | 'auto' | undefined;
  /**
   * The address of ONNX Runtime's module, in a page without a bundler: `ort/ort.wasm.bundle.min.mjs`, with
   * its `.wasm` file beside it, or `ort.webgpu.bundle.min.mjs`.
   */
  readonly runtime?: string | URL | undefined;
  /** Threads of WebAssembly, in a page that is cross-origin isolated; half of the processor's by default. */
  readonly threads?: number | undefined;
  /** What the file must be: its SHA-256 in hexadecimal, and its length. */
  readonly sha256?: string | undefined;
  readonly bytes?: number | undefined;
  /** Receives the bytes that are there, and those of the whole file where the server tells. */
  readonly onProgress?: ((loaded: number, total: number | undefined) => void) | undefined;
  /** Called when the graphics device was lost and the model computes on WebAssembly from now on. */
  readonly onRecover?: ((reason: string) => void) | undefined;
}

/** What is known of a model that is open. */
export interface ModelInfo {
  /** Bytes of the file. */
  readonly bytes: number;
  /** What computes. */
  readonly provider: PageProvider;
  /** What was tried before it, each with the reason why it does not compute here. */
  readonly refused: readonly Refusal[];
  /** What a user should know, for example that only one thread can be used. */
  readonly notes: readonly string[];
  /** Ends the worker. */
  close(): void;
}

export interface DrawOptions {
  /** [count, …latent], standard normal or uniform in [-1, 1), as `noise` makes it. */
  readonly noise: Float32Array;
  /** The class of each sample by number, for a conditional generator; all in turn by default, of rows as in the data. */
  readonly labels?: ArrayLike<number> | undefined;
  /** The condition of each sample, such as an energy, for a generator with one; like its data by default. */
  readonly conditions?: ArrayLike<number> | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Drawing {
  /** A picture of each sample; none of text and rows. */
  readonly pictures: readonly Picture[];
  /** Of a generator of text: its lines; of rows: those of a CSV file. */
  readonly lines?: readonly string[];
  /** Of a generator of sounds: their samples, in [-1, 1]. The pictures are waveforms and spectrograms. */
  readonly sounds?: readonly Float32Array<ArrayBuffer>[];
  /** Of a generator of rows: their cells, in the order of the table's columns. */
  readonly rows?: readonly (readonly string[])[];
  /** The milliseconds that ONNX Runtime took. */
  readonly milliseconds: number;
}

/** Makes samples of noise: images, sounds, jets, volumes, lines of text or rows of tables. */
export interface NoiseModel extends ModelInfo {
  readonly kind: 'noise';
  /** The shape of one noise vector. */
  readonly latent: readonly number[];
  /** The names of the classes by number; undefined for a generator without labels. */
  readonly classes: readonly string[] | undefined;
  /** The condition that its samples follow; undefined for a generator without one. */
  readonly condition: Condition | undefined;
  /** What it makes, with the samples a second of sounds, the characters of text, the table of rows. */
  readonly samples: SampleFacts;
  /** The distribution of its noise. */
  readonly distribution: NoiseName;
  /** @throws WebError 'bad-argument' */
  noise(options: NoiseOptions): Float32Array;
  /** @throws WebError 'bad-argument', 'unsuitable-model', 'run-failed', 'lost' */
  draw(options: DrawOptions): Promise<Drawing>;
}

export interface TranslateOptions {
  /** The side of the tiles that a large image is computed in, in pixels; 512 by default. */
  readonly tile?: number | undefined;
  /** The least overlap of two tiles, in pixels; 64 by default. */
  readonly overlap?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Translation {
  readonly picture: Picture;
  /** The milliseconds that ONNX Runtime took. */
  readonly milliseconds: number;
}

/** Translates images. */
export interface ImageModel extends ModelInfo {
  readonly kind: 'image';
  /** Height and width where the model fixes them; other images are resized. */
  readonly size: readonly [height: number, width: number] | undefined;
  /**
   * @param image a file of an image, or pixels
   * @throws WebError 'bad-argument', 'bad-picture', 'unsuitable-model', 'run-failed', 'lost'
   */
  translate(image: Blob | ImageData, options?: TranslateOptions): Promise<Translation>;
}
