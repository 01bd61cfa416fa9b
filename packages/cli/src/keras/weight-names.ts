/**
 * Names of weights. Keras 3 writes the whole path: `sequential/dense/kernel`. tfjs has the layer and the
 * weight: `dense/kernel`.
 */
import { isObject } from './keras-nodes.ts';

/** What a topology says of names. */
interface Names {
  readonly models: ReadonlySet<string>;
  /** Classes of layers that are no models. */
  readonly layers: ReadonlyMap<string, string>;
}

function namesIn(topology: object): Names {
  const models = new Set<string>();
  const layers = new Map<string, string>();
  const open: unknown[] = [topology];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...(value as readonly unknown[]));
    if (!isObject(value)) continue;
    const { class_name: kind, config } = value;
    if (isObject(config) && typeof config['name'] === 'string') {
      if (Array.isArray(config['layers'])) models.add(config['name']);
      else layers.set(config['name'], String(kind));
    }
    open.push(...Object.values(value));
  }
  return { models, layers };
}

/** Names of weights that Keras 3 has changed, by layers. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DepthwiseConv2D: { kernel: 'depthwise_kernel' },
};

/** Returns the function from a name in the files to the name in the model, for each name once. */
export function weightNames(topology: object): (name: string) => string {
  const { models, layers } = namesIn(topology);
  // Keras 2 writes `mean` alone. The files have the layers in the order of their names.
  const normalizations = [...layers]
    .filter(([, kind]) => kind === 'Normalization')
    .map(([name]) => name);
  normalizations.sort();
  const found = new Map<string, number>();
  return (name) => {
    const parts = name.split('/');
    if (parts.length === 1) {
      const number = found.get(name) ?? 0;
      found.set(name, number + 1);
      const layer = normalizations[number];
      return layer === undefined ? name : `${layer}/${name}`;
    }
    const weight = parts.at(-1) as string;
    const own = parts.slice(0, -1).findIndex((part) => layers.has(part));
    if (own >= 0) {
      const changes = renamed[layers.get(parts[own] as string) as string];
      return [...parts.slice(own, -1), changes?.[weight] ?? weight].join('/');
    }
    // A layer's name may have slashes of its own.
    const first = parts.findIndex((part) => !models.has(part));
    return parts.slice(Math.max(0, Math.min(first, parts.length - 2))).join('/');
  };
}
