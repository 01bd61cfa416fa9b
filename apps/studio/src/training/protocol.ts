/** What the page and the worker that trains say to each other. */
import type { MetricsRow, Pixels } from '@ganport/core';

/** Settings by field, as createPlan takes them. */
export type Settings = { readonly variant: string } & Readonly<Record<string, unknown>>;

/** A folder of files, by their paths. */
export interface Folder {
  readonly name: string;
  readonly files: ReadonlyMap<string, Blob>;
}

/** The images of the two domains of a translator. */
export interface Folders {
  readonly a: Folder;
  readonly b: Folder;
}

/** What the page asks for. */
export type Asked =
  /** Begins a run. `watch` sends the two networks as they play, for points on a plane. */
  | {
      readonly kind: 'start';
      readonly settings: Settings;
      readonly watch: boolean;
      /** The address of the site, where its data are. */
      readonly site: string;
      /** For a translator. */
      readonly folders?: Folders | undefined;
      /** The run goes on from the checkpoint that the store has, or begins where it has none. */
      readonly resume: boolean;
    }
  /** Stops after the current step, with a checkpoint. */
  | { readonly kind: 'stop' }
  /** Asks for the plan of settings. */
  | { readonly kind: 'plan'; readonly settings: Settings }
  /** Asks for the generator as an ONNX file, or for all files of the run in one. */
  | { readonly kind: 'export'; readonly what: 'generator' | 'run' }
  /** Brings a run: the files of its folder by their paths, or a zip of it. */
  | { readonly kind: 'bring'; readonly files: Readonly<Record<string, Uint8Array>> }
  /** Asks what the store has. */
  | { readonly kind: 'stored' }
  /** Forgets the run. */
  | { readonly kind: 'forget' };

/** What the worker tells. */
export type Told =
  | { readonly kind: 'stage'; readonly stage: 'data' | 'networks' | 'step'; readonly done?: number }
  | {
      readonly kind: 'started';
      readonly parameters: number;
      readonly firstStep: number;
    }
  | { readonly kind: 'row'; readonly row: MetricsRow }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'warning'; readonly line: string }
  | { readonly kind: 'picture'; readonly step: number; readonly picture: Pixels }
  | { readonly kind: 'field'; readonly step: number; readonly field: Field }
  | {
      readonly kind: 'ended';
      readonly step: number;
      readonly finished: boolean;
      readonly engine: string;
    }
  /** A worker whose graphics device is lost cannot train any more. */
  | { readonly kind: 'failed'; readonly message: string; readonly isDeviceLost: boolean }
  | { readonly kind: 'plan'; readonly settings: Settings; readonly plan: Planned }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'stored'; readonly run: StoredRun | undefined };

/** The settings with all defaults and the command line, or what is wrong with them. */
export type Planned =
  | { readonly config: Readonly<Record<string, unknown>>; readonly command: string }
  | { readonly problem: string };

/** The run that the store has. */
export interface StoredRun {
  readonly config: Settings;
  /** The step of its checkpoint. */
  readonly step: number;
  readonly rows: readonly MetricsRow[];
  readonly picture?: Pixels | undefined;
}

/** The two networks at one moment, on a plane from -EDGE to EDGE. */
export interface Field {
  /** x and y of generated points. */
  readonly points: Float32Array;
  /** What the discriminator says of each cell, row by row from the lowest, 0 for generated to 1 for real. */
  readonly surface: Float32Array;
  /** The cells of a row. */
  readonly size: number;
}

/** The plane reaches this far from its middle; the ring has a radius of 0.8. */
export const EDGE = 1.25;
