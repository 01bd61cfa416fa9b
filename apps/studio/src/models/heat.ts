/** Colors of a scale from dark to bright, which are in order for every eye. */

/** At equal distances; `.heat-scale` in compare.css has the same. */
const stops = [
  [0, 0, 8],
  [66, 10, 104],
  [147, 38, 103],
  [221, 81, 58],
  [252, 165, 10],
  [252, 255, 164],
] as const;

/** @param share from 0 to 1; what is beyond has the last color */
export function heat(share: number): readonly [red: number, green: number, blue: number] {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[i] ?? stops[0], stops[i + 1] ?? stops[0]];
  const mix = (channel: 0 | 1 | 2) => from[channel] + (place - i) * (to[channel] - from[channel]);
  return [mix(0), mix(1), mix(2)];
}
