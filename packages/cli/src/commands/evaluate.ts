import { createCommand } from '../command.ts';
export const command = createCommand('evaluate', {});
