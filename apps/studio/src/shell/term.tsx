/** A word of the field with its explanation, for pointers, the keyboard and screen readers. */
import { useId } from 'preact/hooks';
import { terms, type TermName } from '../text.ts';

export function Explained({ meaning, children }: { meaning: string; children: string }) {
  const id = useId();
  return (
    <span class="term">
      <button type="button" aria-describedby={id}>
        {children}
      </button>
      <span role="tooltip" id={id}>
        {meaning}
      </span>
    </span>
  );
}

export function Term({ name, children }: { name: TermName; children?: string }) {
  const { word, meaning } = terms[name];
  return <Explained meaning={meaning}>{children ?? word}</Explained>;
}

/** The term of a metric or a setting, where there is one. */
export function termOf(name: string): TermName | undefined {
  return Object.hasOwn(terms, name) ? (name as TermName) : undefined;
}
