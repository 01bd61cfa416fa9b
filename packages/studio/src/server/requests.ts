/** What the page asks for, checked: every field of every request. */
import * as z from 'zod';
import { StudioError } from '../errors.ts';

const run = z.string().min(1).max(4096);
const settings = z.record(z.string().max(100), z.unknown());

export const requests = {
  start: z.strictObject({ name: z.string().min(1).max(1000), settings }),
  run: z.strictObject({ run }),
  resume: z.strictObject({
    run,
    steps: z
      .int()
      .min(1)
      .max(2 ** 31)
      .optional(),
  }),
} as const;

/**
 * The body of a request.
 *
 * @throws StudioError 'bad-request' with the field that is wrong
 */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'request';
  throw new StudioError('bad-request', `${field}: ${issue?.message ?? 'not valid'}`);
}
