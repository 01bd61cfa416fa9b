/**
 * How many messages arrive at once over gRPC. A message counts at the gate when all of it is there, since its
 * length is not known before; so only a few are read at a time, and each has a time to arrive. A stream that
 * waits for its turn is not read, and holds no more than HTTP/2's window.
 */
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import type { ServeLimits } from '../limits.ts';

/** A turn to read. */
interface Turn {
  readonly begin: () => void;
}

class Turns {
  readonly #places: number;
  readonly #reading = new Set<Turn>();
  readonly #waiting = new Set<Turn>();

  constructor(places: number) {
    this.#places = places;
  }

  take(turn: Turn): void {
    this.#waiting.add(turn);
    this.#next();
  }

  end(turn: Turn): void {
    this.#waiting.delete(turn);
    this.#reading.delete(turn);
    this.#next();
  }

  #next(): void {
    for (const turn of this.#waiting) {
      if (this.#reading.size >= this.#places) return;
      this.#waiting.delete(turn);
      this.#reading.add(turn);
      turn.begin();
    }
  }
}

/** @param isProbe whether a call, by its path, has turns of its own: probes must be answered under load */
export function boundArrivals(
  {
    maxBody,
    maxQueueBytes,
    timeLimit,
  }: Pick<ServeLimits, 'maxBody' | 'maxQueueBytes' | 'timeLimit'>,
  isProbe: (path: string) => boolean,
): ServerInterceptor {
  const places = Math.max(1, Math.floor(maxQueueBytes / maxBody));
  const [probes, others] = [new Turns(places), new Turns(places)];
  return ({ path }, call) => new ArrivingCall(call, isProbe(path) ? probes : others, timeLimit);
}

class ArrivingCall extends ServerInterceptingCall {
  readonly #turns: Turns;
  readonly #turn: Turn;
  #isAsked = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(call: ServerInterceptingCallInterface, turns: Turns, seconds: number) {
    super(call, {
      start: (next) =>
        next({
          onReceiveHalfClose: (go) => {
            this.#end();
            go();
          },
          onCancel: () => this.#end(),
        }),
    });
    this.#turns = turns;
    this.#turn = { begin: () => super.startRead() };
    this.#timer = setTimeout(() => {
      this.#end();
      const details = `the message has not arrived within ${seconds} s`;
      this.sendStatus({ code: status.DEADLINE_EXCEEDED, details });
    }, seconds * 1000);
  }

  override startRead(): void {
    // The first read is of the message, the second of its end.
    if (this.#isAsked) super.startRead();
    else {
      this.#isAsked = true;
      this.#turns.take(this.#turn);
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#turns.end(this.#turn);
  }
}
