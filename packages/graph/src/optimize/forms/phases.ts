/**
 * Transposed convolutions as convolutions of stride 1 (polyphase decomposition; Shi et al. 2016, "Is the
 * deconvolution layer the same as a convolutional layer?"). The results of a stride of s have s² phases;
 * each is a convolution with its own taps of the filter, and DepthToSpace interleaves them.
 */
import type { GraphBuilder } from '../../build/graph-builder.ts';
import { at, concat, pad } from '../../build/ops.ts';
import type { Value } from '../../build/value.ts';
import type { WindowAxis } from '../../convolution/window.ts';
import { reshaped, strided } from '../../graph/constant.ts';
import type { ConvLayer } from '../layers/layer.ts';
import { arranged, convInputs, type LayerForm } from './form.ts';

/** More phases than this are more nodes than they save. */
const MAX_STRIDE = 4;

/** Some phases of one axis as one convolution. */
interface PhaseAxis {
  /** Phases, from the first. */
  readonly phases: readonly number[];
  readonly taps: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
  /** Elements of each phase. */
  readonly size: number;
  /** The tap of the filter that is a phase's tap; undefined for a zero. */
  tapOf(phase: number, tap: number): number | undefined;
}

/** All phases by one convolution whose filter has zeros where a phase has no tap. */
export const phases: LayerForm = {
  name: 'phases + DepthToSpace',

  write(graph, x, layer) {
    const stride = strideOf(layer);
    if (stride === undefined) return undefined;
    const [rows, columns] = layer.window.axes.map((axis) => phaseAxis(axis, range(stride)));
    const y = rows && columns && phaseConv(graph, x, layer, [rows, columns]);
    return y && interleaved(graph, y, layer, stride, 'CRD');
  },
};

/** A convolution for each phase, without such zeros. */
export const separatePhases: LayerForm = {
  name: 'a Conv for each phase',

  write(graph, x, layer) {
    const stride = strideOf(layer);
    if (stride === undefined || stride === 1) return undefined;
    const made = range(stride ** 2).map((phase) => {
      const [rows, columns] = layer.window.axes.map((axis, i) =>
        phaseAxis(axis, [i === 0 ? Math.floor(phase / stride) : phase % stride]),
      );
      return rows && columns && phaseConv(graph, x, layer, [rows, columns]);
    });
    const known = made.filter((y) => y !== undefined);
    if (known.length < made.length) return undefined;
    return interleaved(graph, concat(graph, known, 1), layer, stride, 'DCR');
  },
};

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** The stride of both axes. */
function strideOf({ isTransposed, window }: ConvLayer): number | undefined {
  const [rows, columns] = window.axes;
  const isSquare = rows.stride === columns.stride && rows.stride <= MAX_STRIDE;
  return isTransposed && isSquare ? rows.stride : undefined;
}

/**
 * Result s·q + phase is reached by tap t of element i exactly if s·i + d·t = s·q + phase + begin. With
 * d = 1: t = first + s·u and i = q + shift − u. Without a stride: t = u and i = q + shift − d·u.
 */
function phaseAxis(axis: WindowAxis, wanted: readonly number[]): PhaseAxis | undefined {
  const { input, output, kernel, stride, dilation, begin } = axis;
  if (stride > 1 && dilation > 1) return undefined;
  const parts = wanted.map((phase) => {
    const first = (phase + begin) % stride;
    return {
      phase,
      first,
      shift: Math.floor((phase + begin) / stride),
      taps: Math.max(0, Math.ceil((kernel - first) / stride)),
    };
  });
  const reached = parts.filter(({ taps }) => taps > 0);
  if (reached.length === 0) return undefined;
  const lowest = Math.min(...reached.map(({ shift, taps }) => shift - dilation * (taps - 1)));
  const highest = Math.max(...reached.map(({ shift }) => shift));
  const taps = (highest - lowest) / dilation + 1;
  const size = Math.ceil(input / stride);
  const end = size - output + lowest + (taps - 1) * dilation;
  if (lowest > 0 || end < 0) return undefined;
  return {
    phases: wanted,
    taps,
    dilation,
    begin: 0 - lowest,
    end,
    size,
    tapOf(phase, tap) {
      const part = at(parts, wanted.indexOf(phase));
      const u = (part.shift - lowest) / dilation - tap;
      return u >= 0 && u < part.taps ? part.first + stride * u : undefined;
    },
  };
}

/** x [N, C, H, W] → [N, K · phases, H, W], the phases of a channel one after the other. */
function phaseConv(
  graph: GraphBuilder,
  x: Value,
  { group, window, filter, bias }: ConvLayer,
  [rows, columns]: readonly [PhaseAxis, PhaseAxis],
): Value | undefined {
  const { batch, inChannels, outChannels } = window;
  const [taken, perGroup] = [outChannels / group, inChannels / group];
  const count = rows.phases.length * columns.phases.length;
  const shape = [inChannels * count, taken, rows.taps, columns.taps] as const;
  const phaseFilter = arranged(filter, shape, ([out, channel, top, left]) => {
    const [made, phase] = [Math.floor(out / count), out % count];
    const row = rows.tapOf(at(rows.phases, Math.floor(phase / columns.phases.length)), top);
    const column = columns.tapOf(at(columns.phases, phase % columns.phases.length), left);
    if (row === undefined || column === undefined) return undefined;
    return [Math.floor(made / perGroup) * taken + channel, made % perGroup, row, column];
  });
  if (!phaseFilter) return undefined;
  // Each number of the bias is repeated for each phase of its channel.
  const repeated = bias && strided(bias, [inChannels, count], [1, 0]);
  const phaseBias = repeated && reshaped(repeated, [inChannels * count]);
  return graph.op(
    'Conv',
    convInputs(graph, x, phaseFilter, phaseBias),
    {
      kernel_shape: [rows.taps, columns.taps],
      dilations: [rows.dilation, columns.dilation],
      pads: [rows.begin, columns.begin, rows.end, columns.end],
      group,
    },
    { dtype: 'float32', shape: [batch, inChannels * count, rows.size, columns.size] },
  );
}

/** The phases as one image, without what the last ones have too much. */
function interleaved(
  graph: GraphBuilder,
  y: Value,
  { window }: ConvLayer,
  stride: number,
  mode: 'CRD' | 'DCR',
): Value {
  if (stride === 1) return y;
  const [rows, columns] = window.axes;
  const [height, width] = [at(y.shape, 2) * stride, at(y.shape, 3) * stride];
  const whole = graph.op(
    'DepthToSpace',
    [y],
    { blocksize: stride, mode },
    { dtype: 'float32', shape: [window.batch, window.inChannels, height, width] },
  );
  return pad(graph, whole, [0, 0, 0, 0, 0, 0, rows.input - height, columns.input - width]);
}
