/** The part of tf.GraphModel that ganport uses. tfjs-converter itself is not a dependency. */
import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { GraphDef } from './topology.ts';

/** A tensor in a model's signature, TensorFlow's TensorInfo in protobuf's JSON form. */
export interface SignatureTensor {
  readonly name: string;
  readonly dtype?: string;
  readonly tensorShape?: {
    readonly dim?: readonly { readonly size?: string | number }[];
    readonly unknownRank?: boolean;
  };
}

export interface Signature {
  readonly inputs?: Readonly<Record<string, SignatureTensor>>;
  readonly outputs?: Readonly<Record<string, SignatureTensor>>;
}

export interface GraphModelLike {
  /** Weights by the name of their Const node. */
  readonly weights: Readonly<Record<string, readonly Tensor[]>>;
  readonly modelSignature: object;
  readonly inputNodes: readonly string[];
  readonly outputNodes: readonly string[];
  readonly inputs: readonly {
    readonly name: string;
    readonly shape?: number[];
    readonly dtype?: string;
  }[];
  execute(inputs: Record<string, Tensor>, outputs: string | string[]): Tensor | Tensor[];
  executeAsync(
    inputs: Record<string, Tensor>,
    outputs: string | string[],
  ): Promise<Tensor | Tensor[]>;
}

/** Whether a model is a GraphModel and not a LayersModel. */
export function isGraphModel(model: object): model is GraphModelLike {
  return 'modelSignature' in model && 'weights' in model && 'execute' in model;
}

/** What a GraphModel was loaded from. tfjs keeps it as a private field. */
export function artifactsOf(model: GraphModelLike): Artifacts {
  return (model as unknown as { artifacts: Artifacts }).artifacts;
}

type Artifacts = io.ModelArtifacts & {
  readonly modelTopology: GraphDef;
  /** What runs when the model is loaded. */
  readonly modelInitializer?: GraphDef;
};
