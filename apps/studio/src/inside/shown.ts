/** Times and sizes of layers as text. */
import { number } from '../shell/format.ts';

/** `1.23 ms` */
export function milliseconds(time: number): string {
  return `${number(Number(time.toPrecision(3)))} ms`;
}

/** `1.5 MB` */
export function size(bytes: number): string {
  const [unit, divisor] = bytes >= 1e6 ? ['MB', 1e6] : bytes >= 1e3 ? ['kB', 1e3] : ['bytes', 1];
  return `${number(Number((bytes / divisor).toPrecision(3)))} ${unit}`;
}

/** The operators of a layer on one line: `Conv, Relu`. */
export function operatorLine(operators: readonly string[]): string {
  return [...new Set(operators)].join(', ');
}
