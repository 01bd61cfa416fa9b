/** What is shown of a single run above its curves: its state, and what can be done with it. */
import { useState } from 'preact/hooks';
import type { Job, RunSummary } from '@ganport/studio/protocol';
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import { post } from './api.ts';
import { jobs } from './store.ts';

export function RunHead({ run }: { run: RunSummary }) {
  const { id, state, step, steps, owner } = run;
  const [problem, report] = useState('');
  const [stopping, setStopping] = useState(false);
  const [total, setTotal] = useState(Math.max(steps ?? 0, step + 1000));
  const work = [...jobs.value.values()].filter((job) => job.run === id && job.state === 'running');
  const isEvaluating = work.some(({ kind }) => kind === 'evaluate');
  const isStarting = work.some(({ kind }) => kind !== 'evaluate');
  const ask = async (path: string, body: object): Promise<void> => {
    report('');
    try {
      await post<Job>(path, { run: id, ...body });
    } catch (error) {
      setStopping(false);
      report(error instanceof Error ? error.message : String(error));
    }
  };
  const isRunning = state === 'running' || isStarting;
  return (
    <div class="head">
      <h1>{id}</h1>
      <p class="soft">
        <span class={`state ${state}`}>{text.runs.states[state]}</span>
        {step === 0
          ? text.runs.noSteps
          : text.runs.step(count(step), steps === undefined ? undefined : count(steps))}
      </p>
      <div class="actions">
        {isRunning && (
          <button
            type="button"
            disabled={stopping || owner?.canStop !== true}
            title={text.run.stopHelp}
            onClick={() => {
              setStopping(true);
              void ask('stop', {});
            }}
          >
            {stopping ? text.run.stopping : text.run.stop}
          </button>
        )}
        {!isRunning && (
          <form
            class="resume"
            onSubmit={(event) => {
              event.preventDefault();
              setStopping(false);
              void ask('resume', { steps: total });
            }}
          >
            <label>
              <span>{text.run.resumeTo}</span>
              <input
                type="number"
                min={Math.max(1, step)}
                max={2 ** 31}
                step="1"
                required
                value={total}
                onInput={({ currentTarget }) => setTotal(currentTarget.valueAsNumber)}
              />
            </label>
            <button type="submit">{text.run.resume}</button>
          </form>
        )}
        <button
          type="button"
          class="second"
          disabled={isEvaluating || step === 0}
          title={text.run.evaluateHelp}
          onClick={() => void ask('evaluate', {})}
        >
          {isEvaluating ? text.run.evaluating : text.run.evaluate}
        </button>
      </div>
      {state === 'running' && owner && !owner.canStop && (
        <p class="soft">{text.run.cannotStop(owner.pid, owner.host)}</p>
      )}
      <p role="alert" class="wrong">
        {problem}
      </p>
    </div>
  );
}
