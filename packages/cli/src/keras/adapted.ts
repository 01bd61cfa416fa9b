/** What Keras has written, for tfjs's loader: the topology that it reads, and the names of the weights. */
import { CliError } from '../errors.ts';
import { adaptTopology } from './adapt-topology.ts';
import { weightNames } from './weight-names.ts';

const remedy =
  "make a GraphModel of it: model.export('saved') in Python (tf.saved_model.save(model, 'saved') before Keras 2.13), then tensorflowjs_converter --input_format=tf_saved_model saved graph";

/** JSON nested deeper than this is no model of Keras, and is left to the checks of topologies. */
const MAX_DEPTH = 100;

export interface Adapted {
  readonly topology: object;
  /** A weight's name in the model of this topology. */
  weightName(name: string): string;
}

/** @throws CliError 'unsuitable-model' where tfjs cannot have the model's layers */
export function adapted(path: string, topology: object): Adapted {
  if (isDeep(topology)) return { topology, weightName: (name) => name };
  try {
    const made = adaptTopology(topology);
    return { topology: made, weightName: weightNames(made) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('unsuitable-model', `${path}: ${reason}; ${remedy}`, { cause });
  }
}

function isDeep(topology: object): boolean {
  const open: [value: unknown, depth: number][] = [[topology, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return true;
    for (const inner of Object.values(value)) open.push([inner, depth + 1]);
  }
  return false;
}
