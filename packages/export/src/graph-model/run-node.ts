/**
 * Computes one node as tfjs does: as a GraphModel of that node alone, with the node's inputs as the
 * model's. So tfjs-converter decides what each of its operators means, and ganport has no second copy of
 * that knowledge.
 */
import type { io, Tensor } from '@tensorflow/tfjs-core';
import { ExportError } from '../errors.ts';
import type { GraphModelLike } from './graph-model-like.ts';
import type { TfNode } from './topology.ts';

type GraphModelClass = new (handler: io.IOHandlerSync) => GraphModelLike & { load(): unknown };

export class NodeRunner {
  readonly #GraphModel: GraphModelClass;
  readonly #models = new Map<TfNode, GraphModelLike>();

  /** @param model any GraphModel, whose class is used */
  constructor(model: GraphModelLike) {
    this.#GraphModel = model.constructor as GraphModelClass;
  }

  /**
   * The first outputs of a node.
   *
   * @param inputs a tensor for each of the node's inputs
   * @param count how many outputs are wanted
   */
  run(node: TfNode, inputs: readonly Tensor[], count: number): Tensor[] {
    const feeds = Object.fromEntries(inputs.map((tensor, i) => [`input${i}`, tensor]));
    const outputs = Array.from({ length: count }, (_, i) => `node:${i}`);
    try {
      return [this.#modelOf(node).execute(feeds, outputs)].flat();
    } catch (cause) {
      if (cause instanceof ExportError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (reason.startsWith('Unknown op')) {
        const message = `tfjs has no operator ${node.op} (${node.name}); nothing was written. Export a part of the model without it`;
        throw new ExportError('unsupported-kernel', message, { cause });
      }
      const message = `tfjs cannot compute ${node.op} ${node.name} while it is traced: ${reason}`;
      throw new ExportError('layer-failed', message, { cause });
    }
  }

  #modelOf(node: TfNode): GraphModelLike {
    const known = this.#models.get(node);
    if (known) return known;
    const names = node.inputs.map((_, i) => `input${i}`);
    const modelTopology = {
      versions: { producer: 1, minConsumer: 1 },
      node: [
        ...names.map((name) => ({ name, op: 'Placeholder', input: [], attr: {} })),
        { ...node.def, name: 'node', input: names },
      ],
    };
    const artifacts = { modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) };
    const model = new this.#GraphModel({ load: () => artifacts });
    model.load();
    this.#models.set(node, model);
    return model;
  }
}
