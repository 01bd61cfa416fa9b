/** A network as it is shown: layers, how they follow each other, and what was measured of them. */
import type { Picture } from '@ganport/web';

export interface Layer {
  /** Its place in the list. */
  readonly id: number;
  /** The scope of its nodes, else the name of its first node. */
  readonly name: string;
  /** The operators in their order. */
  readonly operators: readonly string[];
  /** The layers whose results it takes. */
  readonly takes: readonly number[];
  /** Names and shapes of the network's own inputs that it takes. */
  readonly ends: readonly string[];
  /** Numbers of its weights, and the bytes that they have. */
  readonly parameters: number;
  readonly bytes: number;
  readonly weights: readonly { readonly name: string; readonly shape: string }[];
  /** The values that others take, or that are outputs of the network. */
  readonly results: readonly string[];
}

/** What a run of the network has shown of a layer. */
export interface Measured {
  readonly id: number;
  /** The shape of its first result. */
  readonly shape: string;
  /** Of one run of the layer alone; undefined where it cannot be run alone. */
  readonly milliseconds?: number;
}

export interface Measurement {
  readonly layers: readonly Measured[];
  /** Of one run of the whole network. */
  readonly milliseconds: number;
}

/** What a layer has computed for one input. */
export interface Activation {
  readonly value: string;
  readonly shape: string;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly deviation: number;
  /** The share of numbers that are zero. */
  readonly zeros: number;
  /** Of numbers in equal steps from the least to the most: how many. */
  readonly histogram: readonly number[];
  /** The feature maps of the first image, where the value has any, each on its own scale. */
  readonly maps: readonly Picture[];
  /** Of more feature maps than are shown. */
  readonly channels: number;
}

export interface InsideMethods {
  layers(argument: undefined): Promise<readonly Layer[]>;
  measure(argument: { readonly seed: number }): Promise<Measurement>;
  activation(argument: { readonly id: number }): Promise<Activation | undefined>;
}
