/** What a search found, for people: a line for each step, and the table of the layers. */
import type {
  FittedKind,
  MeasuredKind,
  Optimized,
  OptimizeProgress,
} from '@ganport/graph/optimize';
import { resultColors } from '../terminal.ts';

const { bold, dim, green } = resultColors;

const noLayers =
  'no convolution of float32 images with known weights has another form; quantized and float16 layers stay as they are';

/** One step of the search. */
export function progressLine(progress: OptimizeProgress): string {
  if ('measured' in progress) {
    const { measured, done, total } = progress;
    const [fastest] = measured.forms;
    const step = `${done}/${total} ${nameOf(measured)}`;
    if (!fastest) return `${step}: does not run alone`;
    const before = measured.forms.find(({ form }) => form === measured.present);
    return `${step}: ${milliseconds(before?.ms)} ms; fastest: ${fastest.form}, ${milliseconds(fastest.ms)} ms`;
  }
  const { description, ratio, isAdopted } = progress.trial;
  const verdict = isAdopted ? 'adopted' : 'left';
  const speed = ratio === undefined ? 'does not run' : `${ratio.toFixed(2)} × the time`;
  return `whole, ${description}: ${speed}, ${verdict}`;
}

/** The layers with their forms, and the whole. */
export function optimizedTable(optimized: Optimized, provider: string): string {
  const { kinds, before, after, isChanged } = optimized;
  const rows = [['layer', 'form', 'before', 'after'], ...kinds.map(cellsOf)];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const lines = rows.map((row, i) => {
    const cells = row.map((text, k) =>
      k < 2 ? text.padEnd(widths[k] ?? 0) : text.padStart(widths[k] ?? 0),
    );
    const line = cells.join('  ');
    return i === 0 ? bold(line) : line;
  });
  const whole = `${milliseconds(before)} → ${milliseconds(after)} ms on ${provider}`;
  const verdict = isChanged
    ? green(`the whole: ${whole}, ${(after / before).toFixed(2)} × the time`)
    : dim(
        `the whole: ${milliseconds(before)} ms on ${provider}; nothing is clearly faster, so the file is the original`,
      );
  if (kinds.length === 0) return [verdict, dim(noLayers)].join('\n');
  const note = dim('ms of one layer alone; neighbors change them in the whole');
  return [...lines, '', note, verdict].join('\n');
}

function cellsOf(kind: FittedKind): string[] {
  const ms = (name: string) => milliseconds(kind.forms.find(({ form }) => form === name)?.ms);
  return [nameOf(kind), kind.form, ms(kind.present), ms(kind.form)];
}

/** The first layer of a kind, and how many there are. */
function nameOf({ layers }: MeasuredKind): string {
  const [first = ''] = layers;
  return layers.length === 1 ? first : `${first} (× ${layers.length})`;
}

function milliseconds(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  return ms.toFixed(ms < 10 ? 2 : 1);
}
