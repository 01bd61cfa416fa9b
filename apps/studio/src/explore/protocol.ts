/** What Explore asks of the worker that has its model open. */
import type { Likeness, NearestQuestion } from '@ganport/studio/protocol';
import type { Picture } from '@ganport/web';

/** Where images to look through in this page come from. */
export type GallerySource =
  | { readonly kind: 'digits'; readonly site: string; readonly by: Likeness }
  | { readonly kind: 'files'; readonly files: ReadonlyMap<string, Blob> };

export interface Neighbors {
  /** The images that were looked through. */
  readonly size: number;
  /** Files that are no images. */
  readonly skipped: number;
  /**
   * The nearest first. By pixels in a page the distance is the root mean square of the differences, from 0 to 1;
   * by features, and where a server has compared them, 1 is the mean distance of all images.
   */
  readonly nearest: readonly { readonly picture: Picture; readonly distance: number }[];
}

/** The training images of a run of the server, which the server looks through. */
export type ServedRun = Pick<NearestQuestion, 'run' | 'by'>;

export interface ExploreMethods {
  /** The image of noise and of a mixture of classes, whose weights have the sum 1. */
  mix(asked: {
    readonly noise: Float32Array;
    readonly weights: readonly number[];
  }): Promise<Picture>;
  nearest(asked: { readonly picture: Picture; readonly from: GallerySource }): Promise<Neighbors>;
  /** The features of pictures of digits by the site's classifier, [pictures, 64] row by row. */
  digitFeatures(asked: {
    readonly pictures: readonly Picture[];
    readonly site: string;
  }): Promise<Float32Array>;
}
