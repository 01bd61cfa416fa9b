/** Computes rows of tables. */
import { answerCalls, generator, rows } from '@ganport/web/internal/worker';

answerCalls(generator({ rows }));
