import { expect, test } from 'vitest';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { jetObservables } from './observables.ts';

const SIDE = 25;
const MIDDLE = 12;

/** A jet of pixels by their places from the middle, in columns (η) and rows (φ) of 0.1. */
function jet(...filled: [columns: number, rows: number, momentum: number][]): Float64Array {
  const pixels = new Float64Array(SIDE * SIDE);
  for (const [x, y, momentum] of filled) pixels[(MIDDLE - y) * SIDE + MIDDLE + x] = momentum;
  return pixels;
}
const of = (pixels: ArrayLike<number>) => jetObservables(pixels, [SIDE, SIDE]);

test('an empty jet, one pixel, two pixels: closed forms', () => {
  expect(of(jet())).toEqual({ mass: 0, pt: 0, tau21: 0, pixels: 0 });
  expect(of(jet([3, 2, 50]))).toMatchObject({ tau21: 0, pixels: 1 });
  expect(of(jet([3, 2, 50])).pt).toBeCloseTo(50, 10);
  expect(of(jet([3, 2, 50])).mass).toBeLessThan(1e-3);
  const { mass, pt, tau21 } = of(jet([0, 0, 100], [5, 0, 60]));
  expect(mass).toBeCloseTo(Math.sqrt(2 * 100 * 60 * (Math.cosh(0.5) - 1)), 8);
  expect(pt).toBeCloseTo(160, 10);
  expect(tau21).toBe(0);
  const below = of(jet([0, 0, 100], [0, -8, 60]));
  expect(below.mass).toBeCloseTo(Math.sqrt(2 * 100 * 60 * (1 - Math.cos(0.8))), 8);
  expect(below.pt).toBeCloseTo(Math.hypot(100 + 60 * Math.cos(0.8), 60 * Math.sin(0.8)), 8);
});

test('three pixels: the axes of one and of two subjets', () => {
  // min(pt²) ΔR²: 10² · 0.3² between the first and the soft one is the least.
  const { tau21 } = of(jet([0, 0, 100], [3, 0, 10], [0, -8, 80]));
  const [x, y] = [(10 * 0.3) / 190, (80 * -0.8) / 190];
  const one = 100 * Math.hypot(x, y) + 10 * Math.hypot(0.3 - x, y) + 80 * Math.hypot(x, -0.8 - y);
  const axis = (10 * 0.3) / 110;
  const two = 100 * axis + 10 * (0.3 - axis);
  expect(tau21).toBeCloseTo(two / one, 10);
});

/** The two axes by looking at every pair in every merge. */
function slowAxes(pixels: ArrayLike<number>): [number, number][] {
  let parts = Array.from(pixels, (pt, i) => ({
    pt,
    x: ((i % SIDE) - MIDDLE) * 0.1,
    y: (MIDDLE - Math.floor(i / SIDE)) * 0.1,
  })).filter(({ pt }) => pt > 0);
  while (parts.length > 2) {
    let best: [number, number, number] = [Infinity, 0, 0];
    for (const [i, a] of parts.entries()) {
      for (const [j, b] of parts.slice(0, i).entries()) {
        const d = Math.min(a.pt, b.pt) ** 2 * ((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
        if (d < best[0]) best = [d, i, j];
      }
    }
    const [a, b] = [parts[best[1]], parts[best[2]]] as [(typeof parts)[0], (typeof parts)[0]];
    const pt = a.pt + b.pt;
    const mean = (key: 'x' | 'y') => (a.pt * a[key] + b.pt * b[key]) / pt;
    parts = [
      ...parts.filter((part) => part !== a && part !== b),
      { pt, x: mean('x'), y: mean('y') },
    ];
  }
  return parts.map(({ x, y }) => [x, y]);
}

test.each(Array.from({ length: 8 }, (_, i) => i))(
  'random jet %i: mass and τ₂ by all pairs',
  (seed) => {
    const draws = new Float32Array(3 * 30);
    fillUniform(keyed(seed, 'jet'), draws);
    const pixels = new Float64Array(SIDE * SIDE);
    for (let i = 0; i < 30; i++) {
      const [x = 0, y = 0, z = 0] = draws.subarray(3 * i);
      pixels[Math.floor(SIDE * y) * SIDE + Math.floor(SIDE * x)] = 0.1 + 20 * z ** 4;
    }
    const filled = Array.from(pixels, (pt, i) => ({
      pt,
      eta: ((i % SIDE) - MIDDLE) * 0.1,
      phi: (MIDDLE - Math.floor(i / SIDE)) * 0.1,
    })).filter(({ pt }) => pt > 0);
    let square = 0;
    for (const a of filled) {
      for (const b of filled) {
        square += a.pt * b.pt * (Math.cosh(a.eta - b.eta) - Math.cos(a.phi - b.phi));
      }
    }
    const { mass, tau21, pixels: count } = of(pixels);
    expect(count).toBe(filled.length);
    expect(mass).toBeCloseTo(Math.sqrt(square), 8);
    const total = filled.reduce((sum, { pt }) => sum + pt, 0);
    const center = (key: 'eta' | 'phi') =>
      filled.reduce((sum, particle) => sum + particle.pt * particle[key], 0) / total;
    const tau = (axes: [number, number][]) =>
      filled.reduce((sum, { pt, eta, phi }) => {
        const distances = axes.map(([x, y]) => Math.hypot(eta - x, phi - y));
        return sum + pt * Math.min(...distances);
      }, 0);
    expect(tau21).toBeCloseTo(tau(slowAxes(pixels)) / tau([[center('eta'), center('phi')]]), 8);
  },
);

test('another number of values is refused', () => {
  expect(() => jetObservables([1, 2, 3], [2, 2])).toThrow('jet: has 3 values, 2 × 2 pixels need 4');
});
