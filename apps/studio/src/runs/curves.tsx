/** The curves of the runs that are shown, a chart for each metric. */
import { signal } from '@preact/signals';
import type { RunDetails } from '@ganport/studio/protocol';
import { Term, termOf } from '../shell/term.tsx';
import { text } from '../text.ts';
import { Chart } from './chart.tsx';

const smoothing = signal(0);
const showsAll = signal(false);

/** What is shown first; the others on request. */
const main = new Set([
  'fid',
  'kid',
  'is',
  'modesHit',
  'diversityRatio',
  'dLoss',
  'gLoss',
  'dAccuracy',
]);

export function Curves({ runs }: { runs: readonly RunDetails[] }) {
  const titles = new Map(
    runs.flatMap(({ curves }) => curves.map(({ name, title }) => [name, title])),
  );
  const names = [...titles.keys()];
  const visible = showsAll.value ? names : names.filter((name) => main.has(name));
  return (
    <section aria-labelledby="curves">
      <div class="heading">
        <h2 id="curves">{text.run.curves}</h2>
        <label class="slider">
          <span>{text.run.smoothing}</span>
          <input
            type="range"
            min="0"
            max="0.98"
            step="0.02"
            value={smoothing.value}
            onInput={({ currentTarget }) => {
              smoothing.value = currentTarget.valueAsNumber;
            }}
          />
        </label>
      </div>
      {names.length === 0 && <p class="soft">{text.run.noCurves}</p>}
      <div class="charts">
        {visible.map((name) => {
          const title = titles.get(name) ?? name;
          const term = termOf(name);
          return (
            <figure key={name} class="card">
              <figcaption>{term ? <Term name={term}>{title}</Term> : title}</figcaption>
              <Chart title={title} lines={linesOf(runs, name)} smoothing={smoothing.value} />
            </figure>
          );
        })}
      </div>
      {names.length > visible.length || showsAll.value ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            showsAll.value = !showsAll.value;
          }}
        >
          {showsAll.value ? text.run.less : text.run.more}
        </button>
      ) : null}
    </section>
  );
}

function linesOf(runs: readonly RunDetails[], name: string) {
  return runs.flatMap(({ id, curves }, color) => {
    const curve = curves.find((each) => each.name === name);
    return curve ? [{ label: id, color, steps: curve.steps, values: curve.values }] : [];
  });
}
