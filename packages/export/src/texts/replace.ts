/** Characters of texts that match a pattern, replaced. */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, binary, cast, where } from '@ganport/graph/ops';
import { textConstant } from './constant.ts';
import type { CharacterPattern } from './pattern.ts';

/**
 * The characters with `rewrite` in the place of those that match, and of a run of them where the pattern is
 * of runs.
 *
 * @param characters texts [n, longest] of at most one character
 */
export function replaceCharacters(
  graph: GraphBuilder,
  characters: Value,
  { single, isRun, matchesPairs }: CharacterPattern,
  rewrite: string,
): Value {
  const matches = (pattern: string) =>
    graph.op(
      'RegexFullMatch',
      [characters],
      { pattern },
      { dtype: 'bool', shape: characters.shape },
    );
  const text = (value: string) => textConstant(graph, [value], []);
  const isMatch = matches(single);
  if (rewrite === '') return where(graph, isMatch, text(''), characters);
  if (isRun) {
    const first = where(graph, follows(graph, isMatch), text(''), text(rewrite));
    return where(graph, isMatch, first, characters);
  }
  const pairs = matchesPairs ? matches('[\\x{10000}-\\x{10ffff}]') : undefined;
  const written = pairs
    ? where(graph, pairs, text(rewrite + rewrite), text(rewrite))
    : text(rewrite);
  return where(graph, isMatch, written, characters);
}

/** Whether the element before, in the same row, is true. */
function follows(graph: GraphBuilder, x: Value): Value {
  const [rows, columns] = [at(x.shape, 0), at(x.shape, 1)];
  const numbers = cast(graph, x, 'int32');
  const pads = graph.ints([0, 1, 0, 0]);
  const wide = { dtype: 'int32', shape: [rows, columns + 1] } as const;
  const padded = graph.op('Pad', [numbers, pads], {}, wide);
  const ends = [graph.ints([0]), graph.ints([-1]), graph.ints([1])];
  return cast(graph, graph.op('Slice', [padded, ...ends], {}, numbers), 'bool');
}

/** The texts of each row, joined. @param x texts [n, longest] @returns texts [n] */
export function joinRows(graph: GraphBuilder, x: Value): Value {
  const row = { dtype: 'string', shape: [at(x.shape, 0)] } as const;
  const size = { dtype: 'int64', shape: [1] } as const;
  const shape = graph.op('Shape', [x], {}, { dtype: 'int64', shape: [2] });
  const sizeOf = (axis: number) =>
    graph.op('Slice', [shape, graph.ints([axis]), graph.ints([axis + 1])], {}, size);
  const empty = graph.op('Expand', [textConstant(graph, [''], [1]), sizeOf(0)], {}, row);
  const columns = graph.op('Squeeze', [sizeOf(1)], {}, { dtype: 'int64', shape: [] });
  const body = graph.region(
    'body',
    [
      { name: 'column', dtype: 'int64', shape: [] },
      { name: 'goes_on', dtype: 'bool', shape: [] },
      { name: 'joined', ...row },
    ],
    ([column, goesOn, joined]) => {
      const texts = graph.op('Gather', [x, column as Value], { axis: 1 }, row);
      const always = graph.op('Identity', [goesOn as Value], {}, { dtype: 'bool', shape: [] });
      return [always, binary(graph, 'StringConcat', joined as Value, texts)];
    },
  );
  return at(graph.ops('Loop', [columns, null, empty], {}, [row], { body }), 0);
}
