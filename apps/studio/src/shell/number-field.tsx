/** A field for whole numbers. */
import { Term } from './term.tsx';
import type { TermName } from '../text.ts';

interface FieldProps {
  readonly title: string;
  /** What explains the title. */
  readonly term?: TermName;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  /** Called with whole numbers in range alone. */
  readonly onChange: (value: number) => void;
}

export function Field({ title, term, value, min = 0, max, onChange }: FieldProps) {
  // No label: it would take the explanation's button for its own.
  return (
    <div class="field">
      <span>{term ? <Term name={term}>{title}</Term> : title}</span>
      <input
        aria-label={title}
        type="number"
        min={min}
        max={max}
        step="1"
        required
        value={value}
        onInput={({ currentTarget }) => {
          if (currentTarget.validity.valid) onChange(currentTarget.valueAsNumber);
        }}
      />
    </div>
  );
}
