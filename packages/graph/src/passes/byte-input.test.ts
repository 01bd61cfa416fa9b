import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { byteInput } from './byte-input.ts';

const relu = () => parseGraph('(float[N,H,W,3] x) => (float[N,H,W,3] y) { y = Relu(x) }');

test('bytes are cast, scaled and shifted', () => {
  const graph = byteInput(relu(), 'x', [-1, 1]);
  validate(graph);
  expect(graph).toPrint(
    `(uint8[N,H,W,3] x) => (float[N,H,W,3] y) <
      float "x/scale" = {0.007843137718737125}, float "x/offset" = {-1.0}
    > {
      ["x/Cast"] "x/Cast_y" = Cast<to = 1>(x)
      ["x/Mul"] "x/Mul_y" = Mul("x/Cast_y", "x/scale")
      ["x/Add"] "x/Add_y" = Add("x/Mul_y", "x/offset")
      y = Relu("x/Add_y")
    }`,
  );
});

test('the bytes themselves are cast alone', () => {
  expect(byteInput(relu(), 'x', [0, 255])).toPrint(
    `(uint8[N,H,W,3] x) => (float[N,H,W,3] y) {
      ["x/Cast"] "x/Cast_y" = Cast<to = 1>(x)
      y = Relu("x/Cast_y")
    }`,
  );
});

test('a graph without the input stays', () => {
  const graph = relu();
  expect(byteInput(graph, 'image', [0, 1])).toBe(graph);
});
