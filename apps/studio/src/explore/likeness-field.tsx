/** How images are compared: by their pixels, or by the features of a classifier. */
import type { Signal } from '@preact/signals';
import type { Likeness } from '@ganport/studio/protocol';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';

const choices = ['features', 'pixels'] as const;

interface Props {
  readonly title: string;
  readonly value: Signal<Likeness>;
  readonly disabled: boolean;
}

export function LikenessField({ title, value, disabled }: Props) {
  return (
    <div class="field">
      <span>
        <Term name="likeness">{title}</Term>
      </span>
      <select
        aria-label={title}
        value={value.value}
        disabled={disabled}
        onChange={({ currentTarget }) => (value.value = currentTarget.value as Likeness)}
      >
        {choices.map((name) => (
          <option key={name} value={name}>
            {text.explore.likeness[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
