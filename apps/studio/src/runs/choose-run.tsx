/**
 * A run of the server, from a list and with a button: the arrows of a keyboard move through the list, and
 * what takes a while begins with the button alone.
 */
import { useState } from 'preact/hooks';
import { text } from '../text.ts';
import { runs } from './store.ts';

/** More would be no list to choose from. */
const MOST_RUNS = 1000;

interface Props {
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  /** Whether something else is under way. */
  readonly isBusy: boolean;
  readonly onTake: (id: string) => void;
}

export function ChooseRun({ title, action, isBusy, onTake }: Props) {
  const [id, choose] = useState('');
  const waits = isBusy || id === '';
  return (
    <div class="field">
      <span>{title}</span>
      <div class="choice">
        <select
          aria-label={title}
          value={id}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">{text.models.choose}</option>
          {runs.value.slice(0, MOST_RUNS).map((run) => (
            <option key={run.id} value={run.id}>
              {run.id}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="second"
          aria-disabled={waits}
          onClick={() => {
            if (!waits) onTake(id);
          }}
        >
          {action}
        </button>
      </div>
    </div>
  );
}
