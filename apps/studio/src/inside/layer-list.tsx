/** The layers as a list: the same as the drawing, for the keyboard, screen readers and narrow pages. */
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import { choose, chosen, found, measurement, shareOf } from './inside.ts';
import { milliseconds, operatorLine } from './shown.ts';

export function LayerList() {
  return (
    <section class="card layer-list" aria-label={text.inside.list}>
      <ol>
        {found.value.map(({ id, name, operators, parameters }) => {
          const { shape = '', milliseconds: time } = measurement.value?.layers[id] ?? {};
          return (
            <li key={id}>
              <button
                type="button"
                aria-pressed={id === chosen.value}
                onClick={() => void choose(id)}
              >
                <strong>{name}</strong>
                <span>{operatorLine(operators)}</span>
                <span>
                  {[
                    shape,
                    parameters > 0 ? text.inside.weightsShort(count(parameters)) : '',
                    time === undefined ? '' : milliseconds(time),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <meter min="0" max="1" value={shareOf(id)} aria-hidden="true" />
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
