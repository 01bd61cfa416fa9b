/** A field of the form for one setting: what the setting accepts decides what it is. */
import { useId } from 'preact/hooks';
import type { DescribedSetting } from '@ganport/core/internal';
import { setting as shownValue } from '../shell/format.ts';
import { text } from '../text.ts';

interface Props {
  readonly setting: DescribedSetting;
  /** Known values of a text. */
  readonly choices: readonly string[] | undefined;
  readonly value: unknown;
  /** The value that it has unless it is given. */
  readonly byDefault: string;
  /** Called with undefined for the default. */
  readonly onChange: (value: unknown) => void;
}

export function SettingField(props: Props) {
  const { setting } = props;
  const id = useId();
  return (
    <label class="field">
      <span>{setting.flag.replace(/^--(no-)?/, '').replaceAll('-', ' ')}</span>
      <Control {...props} id={id} />
      <small id={id}>
        {setting.flag.startsWith('--no-') ? `${setting.flag}: ${setting.help}` : setting.help}
      </small>
    </label>
  );
}

function Control({ setting, choices, value, byDefault, onChange, id }: Props & { id: string }) {
  const { values } = setting;
  const options = 'choices' in values && values.kind === 'choice' ? values.choices : choices;
  const given = value === undefined ? '' : shownValue(value);
  if (options || values.kind === 'flag') {
    const all = options?.map((name) => [name, name] as const) ?? [
      ['true', text.start.yes],
      ['false', text.start.no],
    ];
    return (
      <select
        aria-describedby={id}
        value={given}
        onChange={({ currentTarget: { value: chosen } }) => {
          const parsed = values.kind === 'flag' ? chosen === 'true' : chosen;
          onChange(chosen === '' ? undefined : parsed);
        }}
      >
        <option value="">
          {text.start.asDefault}: {shownDefault(byDefault)}
        </option>
        {all.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    );
  }
  const isNumber = values.kind === 'integer' || values.kind === 'number';
  return (
    <input
      aria-describedby={id}
      inputMode={isNumber ? 'decimal' : 'text'}
      placeholder={byDefault}
      value={given}
      onInput={({ currentTarget: { value: typed } }) => {
        if (typed.trim() === '') onChange(undefined);
        else if (values.kind === 'list') onChange(typed.split(',').map((word) => word.trim()));
        // What is no number stays a text, which the server refuses by the name of the field.
        else onChange(isNumber && Number.isFinite(Number(typed)) ? Number(typed) : typed);
      }}
    />
  );
}

const shownDefaults: Readonly<Record<string, string>> = {
  true: text.start.yes,
  false: text.start.no,
};

function shownDefault(value: string): string {
  return shownDefaults[value] ?? value;
}
