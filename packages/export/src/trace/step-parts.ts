/** The parts of a recording as models. Parts that compute the same share one. */
import { defaultOpset, OnnxModel } from '@ganport/graph';
import { runPasses, trainingPassesFor } from '@ganport/graph/passes';
import { ExportError } from '../errors.ts';
import { drawMasks } from './mask-draws.ts';
import type { RecordedPart, StepPart } from './parts.ts';
import type { RandomInput } from './random-draws.ts';
import type { Recording } from './record.ts';
import type { TraceOptions } from './trace-function.ts';

interface ModelsOfParts {
  readonly graphs: Readonly<Record<string, OnnxModel>>;
  readonly parts: readonly StepPart[];
  readonly random: readonly RandomInput[];
}

/** @throws ExportError 'bad-argument' where one draw is a mask in one part and not in another */
export function toParts(
  { parts = [], random }: Recording,
  { opset = defaultOpset, metadata, convolution = 'direct' }: TraceOptions,
): ModelsOfParts {
  const described = new Map<number, RandomInput>();
  const graphs: Record<string, OnnxModel> = {};
  const bytes = new Map<string, Uint8Array>();
  const passes = trainingPassesFor(convolution);
  const schedule = parts.map((part): StepPart => {
    const drawn = drawMasks({ graph: part.graph, random: drawsOf(part, random) });
    for (const draw of drawn.random) {
      const index = indexOf(part, draw.name);
      const { name } = random[index] as RandomInput;
      describe(described, index, { ...draw, name });
    }
    const model = OnnxModel.fromGraph(runPasses(drawn.graph, passes), {
      opset,
      ...(metadata && { metadata }),
    });
    const own = model.bytes();
    let name = part.name;
    for (let number = 2; ; number++) {
      const known = bytes.get(name);
      if (!known) {
        bytes.set(name, own);
        graphs[name] = model;
      }
      if (!known || isEqual(known, own)) break;
      name = `${part.name}.${number}`;
    }
    return { graph: name, inputs: part.inputs, outputs: part.outputs };
  });
  return {
    graphs,
    parts: schedule,
    random: random.map((draw, index) => described.get(index) ?? draw),
  };
}

function drawsOf(part: RecordedPart, random: readonly RandomInput[]): RandomInput[] {
  return Object.entries(part.inputs).flatMap(([name, input]) =>
    input.from === 'draw' ? [{ ...(random[input.index] as RandomInput), name }] : [],
  );
}

function indexOf({ inputs }: RecordedPart, name: string): number {
  const input = inputs[name];
  return input?.from === 'draw' ? input.index : -1;
}

function describe(known: Map<number, RandomInput>, index: number, draw: RandomInput): void {
  const before = known.get(index);
  if (before && before.distribution.kind !== draw.distribution.kind) {
    const message = `random draw ${index}: it is a mask in one part of the step, and not in another; draw it once for each`;
    throw new ExportError('bad-argument', message);
  }
  known.set(index, draw);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
