/** Images of mixtures of classes, by a conditional generator that takes one class for each image. */
import { OnnxModel, type Model } from '@ganport/graph';
import { exposeOutputs } from '@ganport/graph/internal';
import type { HostTensor, Session, TensorMap } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import { toSamples, type Picture } from '@ganport/web';
import { specOf } from '../models/inputs.ts';
import { splitAtLabel } from './split-at-label.ts';

export interface Mixer {
  /** @param weights of the classes, with the sum 1 */
  mix(noise: Float32Array, weights: readonly number[]): Promise<Picture>;
}

const providers = { providers: ['wasm'] } as const;

/** Its session ends with the worker. @throws Error for a generator whose classes cannot be mixed */
export async function createMixer(bytes: Uint8Array, model: Model): Promise<Mixer> {
  const { graph } = model;
  const spec = specOf(model);
  if (spec?.kind !== 'noise' || !spec.label) throw new Error('label: the generator has no classes');
  const { input, latent, label, noise: distribution, batch = 1 } = spec;
  const split = splitAtLabel(graph, label.input);
  if (!split) throw new Error(CANNOT);
  const length = latent.reduce((product, size) => product * size, 1);

  /** Of each class what the network makes of it, by the names of the values. */
  const ofClasses: TensorMap[] = [];
  const whole = await createSession(exposeOutputs(bytes, split.values), providers);
  try {
    for (const number of label.classes.keys()) {
      const feeds: TensorMap = {
        [input]: {
          dtype: 'float32',
          dims: [batch, ...latent],
          data: new Float32Array(batch * length),
        },
        [label.input]: { dtype: 'int32', dims: [batch], data: new Int32Array(batch).fill(number) },
      };
      ofClasses.push(await whole.run(feeds, split.values));
    }
  } finally {
    await whole.dispose();
  }
  const [first = {}] = ofClasses;
  const infos = split.values.map((name) => {
    const { dtype, dims } = first[name] as HostTensor; // It was asked for.
    if (dtype !== 'float32' || dims[0] !== batch) throw new Error(CANNOT);
    return { name, dtype, shape: dims } as const;
  });
  const noiseInfo = graph.inputs.filter(({ name }) => name !== label.input);
  const rest = {
    ...graph,
    inputs: [...noiseInfo, ...infos],
    nodes: split.nodes,
    values: new Map(),
  };
  const session: Session = await createSession(
    new OnnxModel({ ...model, graph: rest }).bytes(),
    providers,
  );

  const mixed = (name: string, weights: readonly number[]): HostTensor => {
    const { dims, data } = first[name] as HostTensor; // As above.
    const sum = new Float32Array(data.length);
    for (const [number, values] of ofClasses.entries()) {
      const own = values[name]?.data as Float32Array;
      const weight = weights[number] ?? 0;
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (own[i] ?? 0);
    }
    return { dtype: 'float32', dims, data: sum };
  };

  return {
    async mix(noise, weights) {
      const data = new Float32Array(batch * length);
      data.set(noise.map((value) => distribution.center + distribution.scale * value));
      const feeds = split.values.map((name) => [name, mixed(name, weights)] as const);
      const outputs = await session.run(
        {
          [input]: { dtype: 'float32', dims: [batch, ...latent], data },
          ...Object.fromEntries(feeds),
        },
        [spec.output],
      );
      const [sample] = toSamples(outputs[spec.output] as HostTensor, spec);
      if (!sample?.picture) throw new Error('the generator made no image');
      return sample.picture;
    },
  };
}

const CANNOT =
  'label: this file takes the class as a whole number in a way that cannot be mixed; a one-hot vector or an embedding can';
