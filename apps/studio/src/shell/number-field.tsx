/** A field for whole numbers. */

interface FieldProps {
  readonly title: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  /** Called with whole numbers in range alone. */
  readonly onChange: (value: number) => void;
}

export function Field({ title, value, min = 0, max, onChange }: FieldProps) {
  return (
    <label class="field">
      <span>{title}</span>
      <input
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
    </label>
  );
}
