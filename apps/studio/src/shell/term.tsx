/** A word of the field with its explanation, for pointers, the keyboard and screen readers. */
import { useId } from 'preact/hooks';
import { terms, type TermName } from '../text.ts';

export function Term({ name, children }: { name: TermName; children?: string }) {
  const id = useId();
  const { word, meaning } = terms[name];
  return (
    <span class="term">
      <button type="button" aria-describedby={id}>
        {children ?? word}
      </button>
      <span role="tooltip" id={id}>
        {meaning}
      </span>
    </span>
  );
}

/** The term of a metric or a setting, where there is one. */
export function termOf(name: string): TermName | undefined {
  return Object.hasOwn(terms, name) ? (name as TermName) : undefined;
}
