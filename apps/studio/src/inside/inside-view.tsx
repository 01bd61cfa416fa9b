/** Looks into a network: a drawing and a list of its layers, and what one of them has computed. */
import { useEffect } from 'preact/hooks';
import { BringModel } from '../models/bring.tsx';
import { busy, subject } from '../models/store.ts';
import { count } from '../shell/format.ts';
import { Field } from '../shell/number-field.tsx';
import { text } from '../text.ts';
import { Drawing } from './drawing.tsx';
import { found, layers, look, measurement, search, seed } from './inside.ts';
import { LayerDetails } from './layer-details.tsx';
import { LayerList } from './layer-list.tsx';
import { milliseconds } from './shown.ts';

export function InsideView() {
  useEffect(() => {
    if (layers.value.length === 0) void look();
  }, [subject.value]);
  const all = layers.value;
  return (
    <div class="inside">
      <div class="intro">
        <h1>{text.inside.title}</h1>
        <p>{text.inside.intro}</p>
      </div>
      <BringModel what={text.inside.bring} />
      {subject.value && all.length > 0 && (
        <>
          <section class="card" aria-labelledby="network">
            <h2 id="network">{subject.value.name}</h2>
            <p class="soft">
              {text.inside.facts(
                all.length,
                count(all.reduce((sum, { parameters }) => sum + parameters, 0)),
                measurement.value ? milliseconds(measurement.value.milliseconds) : '…',
              )}
            </p>
            <div class="fields">
              <label class="field">
                <span>{text.inside.search}</span>
                <input
                  type="search"
                  value={search.value}
                  onInput={({ currentTarget }) => (search.value = currentTarget.value)}
                />
                <small role="status">
                  {search.value === '' ? '' : text.inside.found(found.value.length)}
                </small>
              </label>
              {subject.value.isDrawn && (
                <Field
                  title={text.explore.seed}
                  term="seed"
                  value={seed.value}
                  max={Number.MAX_SAFE_INTEGER}
                  onChange={(value) => (seed.value = value)}
                />
              )}
            </div>
            <div class="actions">
              <button type="button" aria-disabled={busy.value !== ''} onClick={() => void look()}>
                {text.inside.again}
              </button>
            </div>
          </section>
          <div class="network">
            <Drawing />
            <LayerList />
            <LayerDetails />
          </div>
        </>
      )}
    </div>
  );
}
