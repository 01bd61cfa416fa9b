/** What the processes that the page has started have to say: failures until they are read. */
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { text } from '../text.ts';
import { jobs } from './store.ts';

const dismissed = signal<ReadonlySet<number>>(new Set());

export function Notices() {
  const place = useRef<HTMLDivElement>(null);
  const failed = [...jobs.value.values()].filter(
    ({ id, state }) => state === 'failed' && !dismissed.value.has(id),
  );
  return (
    <div role="status" class="notices" tabIndex={-1} ref={place}>
      {failed.map(({ id, kind, run, message }) => (
        <p key={id} class="wrong notice">
          <span>
            <strong>{text.run.failed(`${text.run.kinds[kind]} ${run}`)}</strong> {message}
          </span>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              // The button goes away, and the focus stays where it was.
              place.current?.focus();
              dismissed.value = new Set([...dismissed.value, id]);
            }}
          >
            {text.run.dismiss}
          </button>
        </p>
      ))}
    </div>
  );
}
