/** What the page and the worker that computes models say to each other. */
import type { OutputsDifference } from '@ganport/parity/bundle';
import type { TensorMap } from '@ganport/runtime';
import type { Picture } from '@ganport/web';
import type { Settings } from '../training/protocol.ts';

/** Where a model comes from. */
export type Source =
  /** Files that were dropped, by their paths: one .onnx, a parity bundle or a run; a zip of these. */
  | { readonly kind: 'files'; readonly files: ReadonlyMap<string, Blob> }
  /** The run of the view Train. */
  | { readonly kind: 'kept' }
  /** A run of the server. */
  | {
      readonly kind: 'run';
      readonly name: string;
      readonly config: Settings;
      readonly checkpoint: Uint8Array;
    };

/** A model that is open. */
export interface Subject {
  readonly name: string;
  readonly kind: 'model' | 'run' | 'bundle';
  /** What everything is compared with; undefined where it is the first runtime that computes. */
  readonly original?: string | undefined;
  /** Whether its inputs are drawn from a seed. */
  readonly isDrawn: boolean;
  /** Of a bundle. */
  readonly tolerance?: number | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/** Inputs to compare on. */
export interface Drawn {
  readonly seed: number;
  /** Images of a generator. */
  readonly count: number;
}

export type PageRuntime = 'wasm' | 'webgpu';

/** Where something was computed: here, where a bundle was made, or by the studio's server. */
export type Place = 'page' | 'bundle' | 'server';

/** What one runtime computed, beside the original. */
export interface Computed {
  /** For people. */
  readonly name: string;
  readonly place: Place;
  readonly isOriginal: boolean;
  /** Where it was not computed, why not. */
  readonly failed?: string;
  readonly difference?: OutputsDifference;
  readonly milliseconds?: number;
  /** The first output as pictures, where it has any. */
  readonly pictures?: readonly Picture[];
  /** The first output as lines, of a generator of text. */
  readonly lines?: readonly string[];
  /** Of the pictures, how far each pixel is from the original's. */
  readonly map?: DifferenceMap;
}

export interface DifferenceMap {
  readonly pictures: readonly Picture[];
  /** The difference that has the last color of the scale. */
  readonly largest: number;
}

/** Methods of the worker: what each takes, and what it answers. */
export interface Methods {
  open(source: Source): Promise<Subject>;
  /** Draws the inputs, and computes the original; what is there already comes first. */
  begin(drawn: Drawn): Promise<readonly Computed[]>;
  compute(runtime: PageRuntime): Promise<Computed>;
  /** What another machine needs to compute the same. */
  material(): Promise<Material>;
  /** What another machine has computed. */
  compare(answer: Answered): Promise<Computed>;
}

export interface Material {
  readonly model: Uint8Array;
  readonly inputs: TensorMap;
  readonly outputs: readonly string[];
}

export interface Answered {
  readonly name: string;
  readonly place: Place;
  readonly outputs?: TensorMap;
  readonly milliseconds?: number;
  readonly failed?: string;
}
