/** Sliders for the numbers of one noise vector, a group at a time. */
import { element } from '../elements.ts';

/** Sliders of a group. */
const size = 8;

const group = element('group', HTMLSelectElement);
const sliders = element('sliders', HTMLFieldSetElement);

/** Numbers that a visitor has moved, by their place in the vector. */
const moved = new Map<number, number>();
/** The noise whose numbers were moved. */
let origin = '';
let shown: Float32Array = new Float32Array();
let most = 0;

/** @param onChange called when a number was moved */
export function onNumbers(onChange: () => void): void {
  group.addEventListener('change', () => showSliders(onChange));
  element('reset', HTMLButtonElement).addEventListener('click', () => {
    moved.clear();
    onChange();
  });
}

/**
 * The vector with the numbers that were moved, which the sliders show.
 *
 * @param key of the noise: other noise has none that were moved
 * @param limit the largest number of a slider
 */
export function withMoved(
  vector: Float32Array,
  key: string,
  limit: number,
  onChange: () => void,
): Float32Array {
  most = limit;
  if (key !== origin) moved.clear();
  origin = key;
  const result = vector.slice();
  for (const [place, value] of moved) result[place] = value;
  const isNew = result.length !== shown.length;
  shown = result;
  if (isNew) offerGroups(result.length);
  if (isNew || !sliders.contains(document.activeElement)) showSliders(onChange);
  return result;
}

function offerGroups(length: number): void {
  const starts = Array.from({ length: Math.ceil(length / size) }, (_, i) => i * size);
  group.replaceChildren(
    ...starts.map((start) => {
      const last = Math.min(start + size, length);
      return new Option(`${start + 1} to ${last}`, String(start));
    }),
  );
}

function showSliders(onChange: () => void): void {
  const start = Number(group.value);
  const labels = Array.from(shown.subarray(start, start + size), (value, i) => {
    const place = start + i;
    const input = Object.assign(document.createElement('input'), {
      type: 'range',
      min: String(-most),
      max: String(most),
      step: '0.05',
      value: String(value),
    });
    input.addEventListener('input', () => {
      moved.set(place, input.valueAsNumber);
      onChange();
    });
    const text = Object.assign(document.createElement('span'), { textContent: String(place + 1) });
    const label = document.createElement('label');
    label.append(text, input);
    return label;
  });
  const [legend] = sliders.children;
  sliders.replaceChildren(...(legend ? [legend] : []), ...labels);
}
