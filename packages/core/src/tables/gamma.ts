/** The logarithm of the gamma function, and its derivative, of positive numbers. */

/** Below this, a recurrence is used; above, the asymptotic series has an error below 1e-13. */
const SERIES = 10;

/** ln Γ(x), x > 0 (Abramowitz & Stegun 6.1.40). */
export function logGamma(x: number): number {
  let shift = 0;
  for (; x < SERIES; x++) shift -= Math.log(x);
  const r = 1 / (x * x);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** ψ(x), the derivative of ln Γ, x > 0 (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  for (; x < SERIES; x++) shift -= 1 / x;
  const r = 1 / (x * x);
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))));
  return shift + Math.log(x) - 0.5 / x - series;
}
