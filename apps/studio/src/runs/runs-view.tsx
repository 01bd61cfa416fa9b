/** The view of the runs: the list, and beside it the run or the runs that are chosen. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import { Curves } from './curves.tsx';
import { NewRun } from './new-run.tsx';
import { Notices } from './notices.tsx';
import { Pictures } from './pictures.tsx';
import { RunHead } from './run-head.tsx';
import { RunList } from './run-list.tsx';
import {
  comparison,
  connect,
  connection,
  details,
  facts,
  jobs,
  problems,
  runs,
  shown,
  summaryOf,
} from './store.ts';
import { ComparisonTables, EvaluationTable, SettingsTable } from './tables.tsx';

const isStarting = signal(false);

export function RunsView() {
  useEffect(connect, []);
  if (connection.value === 'none') return <NoServer />;
  if (!facts.value) {
    const line = connection.value === 'lost' ? text.runs.lost : text.runs.connecting;
    return (
      <p class="soft" role="status">
        {line}
      </p>
    );
  }
  return (
    <div class="runs">
      <aside aria-label={text.runs.title}>
        <div class="heading">
          <p class="soft folder">{facts.value.folder}</p>
          <button type="button" onClick={() => (isStarting.value = true)}>
            {text.runs.new}
          </button>
        </div>
        {connection.value === 'lost' && (
          <p role="alert" class="wrong">
            {text.runs.lost}
          </p>
        )}
        {runs.value.length > 0 && <RunList />}
        {problems.value.map((line) => (
          <p key={line} class="wrong">
            {line}
          </p>
        ))}
      </aside>
      <div class="shown">
        <Notices />
        {runs.value.length === 0 ? <NoRuns folder={facts.value.folder} /> : <Shown />}
      </div>
      {isStarting.value && (
        <NewRun facts={facts.value} onClose={() => (isStarting.value = false)} />
      )}
    </div>
  );
}

/** One run with all about it, or several with what differs. */
function Shown() {
  const ids = shown.value;
  const loaded = ids.flatMap((id) => details.value.get(id) ?? []);
  const [first] = ids;
  const summary = first === undefined ? undefined : summaryOf(first);
  const [one] = loaded;
  if (ids.length !== 1 || !summary || !one) {
    return (
      <>
        {ids.length === 0 && <p class="soft">{text.runs.pick}</p>}
        {ids.length > 1 && (
          <div>
            <h1>{text.run.several(ids.length)}</h1>
            <ul class="run-key">
              {ids.map((id, color) => (
                <li key={id}>
                  <i class={`swatch run-${color}`} /> {id}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Curves runs={loaded} />
        <Pictures runs={loaded} />
        {comparison.value && <ComparisonTables runs={ids} comparison={comparison.value} />}
      </>
    );
  }
  const evaluation = [...jobs.value.values()].findLast(
    (job) => job.run === one.id && job.evaluation,
  )?.evaluation;
  return (
    <>
      <RunHead key={one.id} run={summary} />
      {one.warnings.length > 0 && (
        <section aria-labelledby="warnings">
          <h2 id="warnings">{text.run.warnings}</h2>
          <ul class="warnings">
            {one.warnings.toReversed().map(({ step, message }) => (
              <li key={`${step} ${message}`}>
                <span>{text.run.step(count(step))}</span> {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      {one.problems.map((line) => (
        <p key={line} class="wrong">
          {line}
        </p>
      ))}
      <div class="one">
        <div>
          <Pictures key={`pictures ${one.id}`} runs={loaded} />
          {evaluation && <EvaluationTable {...evaluation} />}
        </div>
        <Curves runs={loaded} />
      </div>
      <SettingsTable config={one.config} />
    </>
  );
}

function NoRuns({ folder }: { folder: string }) {
  return (
    <div class="empty">
      <h1>{text.runs.none}</h1>
      <p>{text.runs.noneHelp}</p>
      <pre>ganport train dcgan --out {folder}/digits</pre>
    </div>
  );
}

function NoServer() {
  return (
    <div class="empty">
      <h1>{text.runs.offlineTitle}</h1>
      <p>{text.runs.offline}</p>
      <pre>ganport studio runs/</pre>
      <p class="soft">{text.runs.offlineToken}</p>
    </div>
  );
}
