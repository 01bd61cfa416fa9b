/** The bench of a search (graph/optimize) for one model, on a target of this machine. */
import { OnnxModel, type Model } from '@ganport/graph';
import { multipleOf } from '@ganport/graph/internal';
import { shapesIn, usualSize, withShapes, type Bench } from '@ganport/graph/optimize';
import { RuntimeError, type TensorMap } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { drawInputs, openSizes } from '../draw-inputs.ts';
import type { Target } from './target.ts';

export interface ModelBenchOptions {
  readonly target: Target;
  /** Where shapes are computed, on the CPU provider. */
  readonly launch: NonNullable<NodeSessionOptions['launch']>;
  /** Of open dimensions, by name, in place of the usual ones. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Inputs that are not drawn. */
  readonly given: TensorMap;
  readonly seed: number;
  readonly threads: number | undefined;
}

/** A bench, with the inputs on which the model is measured. */
export interface ModelBench extends Omit<Bench, 'agrees'> {
  readonly inputs: TensorMap;
}

/** @throws ParityError as drawInputs */
export function modelBench(model: Model, options: ModelBenchOptions): ModelBench {
  const { target, launch, given, seed, threads } = options;
  const sizes = { ...usualOf(model), ...options.sizes };
  const inputs = drawInputs(model, { seed, sizes, given });
  return {
    inputs,

    shapes: async (values) => {
      const probe = withShapes(model, values);
      const session = await createSession(new OnnxModel(probe).bytes(), {
        providers: ['cpu'],
        launch,
      });
      const shapesAt = async (feeds: TensorMap) => shapesIn(await session.run(feeds), values);
      try {
        const measured = await shapesAt(inputs);
        if (openSizes(model).size === 0) return [measured];
        const others = { ...sizes, ...otherSizes(model, inputs) };
        const fixed = Object.entries(given).filter(([name]) => !isOpen(model, name));
        const feeds = { seed, sizes: others, given: Object.fromEntries(fixed) };
        return [measured, await shapesAt(drawInputs(model, feeds))];
      } catch (thrown) {
        // A model that runs at one size alone has no layer of which other sizes are known.
        if (thrown instanceof RuntimeError && thrown.code === 'run-failed') return [];
        throw thrown;
      } finally {
        await session.dispose();
      }
    },

    measure: (models, seconds) => {
      const [first] = models;
      const isWhole = JSON.stringify(first?.graph.inputs) === JSON.stringify(model.graph.inputs);
      const feeds = first && !isWhole ? drawInputs(first, { seed }) : inputs;
      return target.time({
        models: models.map((one) => new OnnxModel(one).bytes()),
        feeds,
        seconds,
        ...(threads !== undefined && { threads }),
      });
    },
  };
}

const isOpen = ({ graph }: Model, input: string) =>
  graph.inputs.some(
    ({ name, shape }) => name === input && shape.some((size) => typeof size === 'string'),
  );

function usualOf(model: Model): Record<string, number> {
  const sizes = [...openSizes(model)].map(([name, axis]) => {
    const multiple = multipleOf(model, name) ?? 1;
    return [name, Math.ceil(usualSize(axis) / multiple) * multiple] as const;
  });
  return Object.fromEntries(sizes);
}

/** Sizes that differ from those of the inputs, and from each other's steps. */
function otherSizes(model: Model, inputs: TensorMap): Record<string, number> {
  const steps = [...openSizes(model).keys()].map((name, i) => {
    const step = (multipleOf(model, name) ?? 1) * (i + 1);
    return [name, sizeIn(model, inputs, name) + step] as const;
  });
  return Object.fromEntries(steps);
}

/** The size that an open dimension has in the inputs. */
function sizeIn({ graph }: Model, inputs: TensorMap, size: string): number {
  for (const { name, shape } of graph.inputs) {
    const axis = shape.indexOf(size);
    if (axis >= 0) return inputs[name]?.dims[axis] ?? 1;
  }
  return 1;
}
