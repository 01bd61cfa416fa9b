/** The list of runs: choose one, or several to compare. */
import { signal } from '@preact/signals';
import type { RunSummary } from '@ganport/studio/protocol';
import { ago, count } from '../shell/format.ts';
import { hrefOf } from '../shell/route.ts';
import { text } from '../text.ts';
import { runs, shown, toggle } from './store.ts';

const filter = signal('');

/** Rows of a page; a list of thousands is filtered rather than read. */
const PAGE = 100;
const visible = signal(PAGE);

export function RunList() {
  const wanted = filter.value.toLowerCase();
  const matching = runs.value.filter(({ id }) => id.toLowerCase().includes(wanted));
  const page = matching.slice(0, visible.value);
  return (
    <div class="list">
      <input
        type="search"
        placeholder={text.runs.filter}
        aria-label={text.runs.filter}
        value={filter.value}
        onInput={({ currentTarget }) => {
          filter.value = currentTarget.value;
          visible.value = PAGE;
        }}
      />
      {matching.length === 0 && <p class="soft">{text.runs.noMatch}</p>}
      <ul>
        {page.map((run) => (
          <Row key={run.id} run={run} />
        ))}
      </ul>
      {matching.length > page.length && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            visible.value += PAGE;
          }}
        >
          {text.runs.more(matching.length - page.length)}
        </button>
      )}
    </div>
  );
}

function Row({ run }: { run: RunSummary }) {
  const { id, state, step, steps, warnings, variant, loss, changed } = run;
  const place = shown.value.indexOf(id);
  const done = steps === undefined ? 0 : Math.min(1, step / steps);
  return (
    <li class={place >= 0 ? 'shown' : ''}>
      <input
        type="checkbox"
        class={place >= 0 ? `run-${place}` : ''}
        checked={place >= 0}
        aria-label={text.runs.compare(id)}
        onChange={() => toggle(id)}
      />
      <a href={hrefOf('runs', [id])} aria-current={place >= 0 ? 'true' : undefined}>
        <strong>{id}</strong>
        <span class={`state ${state}`}>{text.runs.states[state]}</span>
        <span class="soft facts">
          {[variant, loss].filter(Boolean).join(' · ')}
          {warnings > 0 && <em class="warned">{text.runs.warnings(warnings)}</em>}
        </span>
        <span class="soft when">{ago(changed)}</span>
        <progress value={done} max={1} aria-label={text.runs.progress} />
        <span class="soft steps">
          {step === 0
            ? text.runs.noSteps
            : text.runs.step(count(step), steps === undefined ? undefined : count(steps))}
        </span>
      </a>
    </li>
  );
}
