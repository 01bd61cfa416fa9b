/** Between classes: the chosen image with a weight for each class. */
import { useEffect } from 'preact/hooks';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { drawMix, mixed, mixProblem, weights } from './beside.ts';
import { chosen, fail, model, sheet } from './explorer.ts';
import { latest } from './latest.ts';

const redraw = latest(drawMix, fail);
/** More would be no list to choose from. */
const MOST = 20;

export function MixCard() {
  useEffect(redraw, [weights.value, chosen.value, sheet.value]);
  const { classes = [] } = model.value ?? {};
  const total = weights.value.reduce((sum, weight) => sum + weight, 0);
  return (
    <section class="card" aria-labelledby="mix">
      <h2 id="mix">
        <Term name="mixing">{text.explore.mix}</Term>
      </h2>
      <p role="alert" class="wrong">
        {mixProblem.value}
      </p>
      {mixProblem.value === '' && (
        <>
          <Pictures
            pictures={mixed.value ? [mixed.value] : []}
            title={text.explore.mixed(chosen.value + 1)}
          />
          <div class="moves">
            {classes.slice(0, MOST).map((title, number) => {
              const weight = weights.value[number] ?? 0;
              return (
                <label key={title} class="field">
                  <span>
                    {text.explore.share(title, total > 0 ? Math.round((100 * weight) / total) : 0)}
                  </span>
                  <input
                    type="range"
                    min="0"
                    max="1"
                    step="0.05"
                    value={weight}
                    onInput={({ currentTarget }) => {
                      const next = currentTarget.valueAsNumber;
                      weights.value = weights.value.map((each, i) => (i === number ? next : each));
                    }}
                  />
                </label>
              );
            })}
          </div>
          {classes.length > MOST && <p class="soft">{text.explore.firstClasses(MOST)}</p>}
        </>
      )}
    </section>
  );
}
