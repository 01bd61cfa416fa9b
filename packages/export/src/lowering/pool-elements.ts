/** Which elements of a plane each window of a pool covers. */
import { remember, type SlidingWindow } from '@ganport/graph/internal';

/** Positions in the plane, in the order of the windows and of their taps; undefined on padding. */
function tapsOf({ axes }: SlidingWindow): (number | undefined)[][] {
  let windows: (number | undefined)[][] = [[0]];
  for (const { input, output, kernel, stride, dilation, begin } of axes) {
    const windowsOfAxis = Array.from({ length: output }, (_, position) =>
      Array.from({ length: kernel }, (__, tap) => {
        const at = position * stride + tap * dilation - begin;
        return at < 0 || at >= input ? undefined : at;
      }),
    );
    const inPlane = (outer: number | undefined, tap: number | undefined) =>
      outer === undefined || tap === undefined ? undefined : outer * input + tap;
    windows = windows.flatMap((outers) =>
      windowsOfAxis.map((taps) =>
        outers.flatMap((outer) => taps.map((tap) => inPlane(outer, tap))),
      ),
    );
  }
  return windows;
}

/**
 * The positions of all windows as one list. A tap on padding stands for the first tap that is not,
 * which changes no maximum.
 */
export const windowElements = remember((window: SlidingWindow): readonly number[] => {
  return tapsOf(window).flatMap((taps) => {
    const first = taps.find((tap) => tap !== undefined) ?? 0;
    return taps.map((tap) => tap ?? first);
  });
});

/** How many elements each window covers. */
export function windowSizes(window: SlidingWindow): number[] {
  return tapsOf(window).map((taps) => taps.filter((tap) => tap !== undefined).length);
}
