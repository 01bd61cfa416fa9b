/** Numbers, times and values as text. */

const whole = new Intl.NumberFormat('en');
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `12,000` */
export function count(value: number): string {
  return whole.format(value);
}

/** Four significant digits. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return whole.format(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2);
  return Number(value.toPrecision(4)).toString();
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `3 minutes ago` */
export function ago(milliseconds: number, now = Date.now()): string {
  const seconds = (milliseconds - now) / 1000;
  const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? [];
  return unit === undefined ? 'just now' : relative.format(Math.round(seconds / size), unit);
}

/** A setting on one line. */
export function setting(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ');
  return JSON.stringify(value);
}
