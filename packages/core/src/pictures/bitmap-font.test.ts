import { expect, test } from 'vitest';
import { drawable, drawText, lettersWithin, textSize } from './bitmap-font.ts';
import type { Pixels } from './pixels.ts';

const sheet = (width: number, height: number): Pixels => ({
  width,
  height,
  channels: 1,
  data: new Uint8Array(width * height),
});

/** The rows of a picture, with # where it is not black. */
const rowsOf = ({ width, data }: Pixels) =>
  Array.from({ length: data.length / width }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => (value ? '#' : '.')).join(''),
  );

test('letters have their shapes', () => {
  const picture = sheet(11, 7);
  drawText(picture, 'Hi', { left: 0, top: 0, scale: 1 }, 255);
  expect(rowsOf(picture)).toEqual([
    '#...#...#..',
    '#...#......',
    '#...#..##..',
    '#####...#..',
    '#...#...#..',
    '#...#...#..',
    '#...#..###.',
  ]);
});

test('every printable character is drawn, each in its own way', () => {
  const shapes = Array.from({ length: 95 }, (_, i) => {
    const picture = sheet(5, 7);
    drawText(picture, String.fromCharCode(32 + i), { left: 0, top: 0, scale: 1 }, 255);
    return picture.data.join('');
  });
  expect(new Set(shapes).size).toBe(95);
  expect(shapes.filter((shape) => !shape.includes('255'))).toHaveLength(1); // The space.
});

test('text is enlarged, and what exceeds the picture is left out', () => {
  const picture = sheet(6, 4);
  drawText(picture, 'HH', { left: -4, top: 2, scale: 2 }, 9);
  expect(rowsOf(picture)).toEqual(['......', '......', '....##', '....##']);
  expect(textSize('abc', 2)).toEqual({ width: 34, height: 14 });
  expect([lettersWithin(34, 2), lettersWithin(33, 2), lettersWithin(0, 1)]).toEqual([3, 2, 0]);
});

test.each([
  ['café', 'cafe'],
  ['日本 1', '?? 1'],
  ['\u001b[31mred\u202e', '?[31mred?'],
  ['日本', undefined],
  ['', undefined],
])('%j is drawn as %j', (text, shown) => {
  expect(drawable(text)).toBe(shown);
});
