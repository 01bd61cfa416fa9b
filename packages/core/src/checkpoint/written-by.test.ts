import { expect, test } from 'vitest';
import { versions } from '../versions.ts';
import { checkWriter, versionChange } from './written-by.ts';

const written = (writer: Record<string, string>) => ({ versions: writer });
const [major = 0, minor = 0] = (versions['ganport'] ?? '').split('.').map(Number);
const next = major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;

test.each([next, `${major + 1}.2.3-beta.1`, '99999.0.0'])('ganport %s is refused', (ganport) => {
  expect(() => checkWriter(written({ ganport }), 'step.safetensors')).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      message: `step.safetensors: written by ganport ${ganport}, and this is ganport ${versions['ganport']}; use ganport ${ganport} or later`,
    }),
  );
});

test.each(['0.0.1', versions['ganport'] ?? '', `${major}.${minor}.99`, 'unknown', ''])(
  "ganport '%s' is read",
  (ganport) => {
    expect(checkWriter(written({ ganport }), 'step.safetensors')).toBeUndefined();
  },
);

test('a change of the software is reported, and no change is not', () => {
  expect(versionChange(written({ ...versions }))).toBeUndefined();
  expect(versionChange(written({}))).toBeUndefined();
  expect(versionChange(written({ ...versions, tfjs: '3.0.0', node: '1' }))).toBe(
    `tfjs was 3.0.0 and is now ${versions['tfjs']}: the run goes on, but may end with other bits than without the change`,
  );
});
