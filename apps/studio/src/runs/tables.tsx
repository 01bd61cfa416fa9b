/** Numbers and settings as tables: of one run, and of several beside each other. */
import type { ComparisonAnswer, EvaluationResult, RunDetails } from '@ganport/studio/protocol';
import { count, number, setting } from '../shell/format.ts';
import { Explained, Term, termOf } from '../shell/term.tsx';
import { text } from '../text.ts';
import { facts } from './store.ts';

function Name({ name, title }: { name: string; title: string }) {
  const term = termOf(name);
  return term ? <Term name={term}>{title}</Term> : <>{title}</>;
}

/** A setting by its field, with what `ganport train --help` says of it. */
function SettingName({ field }: { field: string }) {
  const known = facts.value?.settings.find((each) => each.field === field);
  if (!known) return <>{field}</>;
  return <Explained meaning={text.run.setting(known.help, known.flag)}>{field}</Explained>;
}

/** The metrics of an evaluation, each with its floor. */
export function EvaluationTable({ n, rows }: EvaluationResult) {
  return (
    <section class="card" aria-labelledby="evaluation">
      <h2 id="evaluation">{text.run.evaluation(count(n))}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.run.metric}</th>
            <th scope="col">{text.run.value}</th>
            <th scope="col">
              <Term name="floor" />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value, floor }) => {
            const term = termOf(name);
            return (
              <tr key={name}>
                <th scope="row">{term ? <Term name={term} /> : name}</th>
                <td>{number(value)}</td>
                <td>{floor === undefined ? '–' : number(floor)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The settings of a run. */
export function SettingsTable({ config }: Pick<RunDetails, 'config'>) {
  const fields = Object.entries(config).filter(([, value]) => value !== null);
  return (
    <details class="card">
      <summary>
        <h2>{text.run.settings}</h2>
      </summary>
      <dl class="settings">
        {fields.map(([field, value]) => (
          <div key={field}>
            <dt>
              <SettingName field={field} />
            </dt>
            <dd>{setting(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What differs between runs, and their metrics. */
export function ComparisonTables({
  runs,
  comparison: { settings, metrics },
}: {
  runs: readonly string[];
  comparison: ComparisonAnswer;
}) {
  const heads = (
    <thead>
      <tr>
        <td />
        {runs.map((id, color) => (
          <th key={id} scope="col">
            <i class={`swatch run-${color}`} /> {id}
          </th>
        ))}
      </tr>
    </thead>
  );
  return (
    <>
      <section class="card wide" aria-labelledby="differences" tabIndex={0}>
        <h2 id="differences">{text.run.differences}</h2>
        {settings.length === 0 ? (
          <p class="soft">{text.run.noDifferences}</p>
        ) : (
          <table>
            {heads}
            <tbody>
              {settings.map(({ field, values }) => (
                <tr key={field}>
                  <th scope="row">
                    <SettingName field={field} />
                  </th>
                  {values.map((value, i) => (
                    <td key={runs[i]}>{setting(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section class="card wide" aria-labelledby="metrics" tabIndex={0}>
        <h2 id="metrics">{text.run.metrics}</h2>
        <table>
          {heads}
          <tbody>
            {metrics.map(({ name, title, runs: values }) => (
              <tr key={name}>
                <th scope="row">
                  <Name name={name} title={title} />
                </th>
                {values.map((value, i) => (
                  <td key={runs[i]}>
                    {value ? number((value.best ?? value.last).value) : '–'}
                    {value?.best && (
                      <small class="soft">{text.run.at(count(value.best.step))}</small>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
