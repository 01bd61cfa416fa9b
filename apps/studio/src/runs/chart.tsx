/** One metric of several runs as curves over the steps. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { number } from '../shell/format.ts';
import { text } from '../text.ts';
import { smooth } from './smooth.ts';

export interface Line {
  readonly label: string;
  /** The number of its color. */
  readonly color: number;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  /** 0 for none. */
  readonly smoothing: number;
}

const HEIGHT = 190;

export function Chart({ title, lines, smoothing }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const colors = lines.map(({ color }) => color).join();
  const smoothed = smoothing > 0;

  useEffect(() => {
    const parent = place.current;
    if (!parent) return undefined;
    const draw = () => {
      plot.current?.destroy();
      const options = optionsOf(parent, lines, smoothed);
      plot.current = new uPlot(options, dataOf(lines, smoothing), parent);
    };
    draw();
    const sizes = new ResizeObserver(() =>
      plot.current?.setSize({ width: parent.clientWidth, height: HEIGHT }),
    );
    sizes.observe(parent);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      theme.removeEventListener('change', draw);
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
    // The plot is made anew when its lines are others; their points are set below.
  }, [colors, smoothed, lines.length]);

  useEffect(() => {
    plot.current?.setData(dataOf(lines, smoothing));
  }, [lines, smoothing]);

  const ends = lines.map(({ label, values }) => `${label} ${number(values.at(-1) ?? NaN)}`);
  return (
    <div class="plot" ref={place} role="img" aria-label={text.run.chart(title, ends.join(', '))} />
  );
}

/** Without smoothing a line each; with it the raw points faintly behind each. */
function dataOf(lines: readonly Line[], smoothing: number): uPlot.AlignedData {
  const tables = lines.flatMap(({ steps, values }): uPlot.AlignedData[] => {
    const raw: uPlot.AlignedData = [[...steps], [...values]];
    return smoothing > 0 ? [raw, [[...steps], smooth(values, smoothing)]] : [raw];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

function optionsOf(parent: HTMLElement, lines: readonly Line[], smoothed: boolean): uPlot.Options {
  const style = getComputedStyle(parent);
  const ink = style.getPropertyValue('--soft');
  const grid = { stroke: style.getPropertyValue('--line'), width: 1 };
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: ink, grid, ticks: { show: false }, font };
  return {
    width: parent.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis,
        size: 30,
        incrs: wholeSteps,
        values: (_plot, steps) => steps.map((step) => short.format(step)),
      },
      { ...axis, size: 52, values: (_plot, values) => values.map((value) => number(value)) },
    ],
    series: [
      {},
      ...lines.flatMap(({ label, color }) => {
        const stroke = style.getPropertyValue(`--run-${color}`);
        const line = { label, stroke, width: 2, spanGaps: true, points: { show: isLone } };
        return smoothed ? [{ ...line, width: 1, alpha: 0.3 }, line] : [line];
      }),
    ],
  };
}

/** A value alone makes no line: it is a point. */
function isLone(plot: uPlot, series: number): boolean {
  const values = plot.data[series] ?? [];
  return [...values].filter((value) => value !== null && value !== undefined).length === 1;
}

/** Between marks; a step has no half. */
const wholeSteps = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

const short = new Intl.NumberFormat('en', { notation: 'compact' });
