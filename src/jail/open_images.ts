/** HOSTILE ONCE A PROGRAM RUNS. Opens the memory image, and what it is laid over where it is a difference. */
import {
  type Image,
  type ImageMetadata,
  mapImage,
  openImage,
  restoreImage,
} from "../pack/image.ts";
import type { OpenMember, Pack } from "./open_pack.ts";

/** An image that can be restored. */
export interface OpenImages {
  readonly metadata: ImageMetadata;
  /** Writes it into a memory of its size that is all zeros. */
  restore(heap: Uint8Array<ArrayBuffer>): void;
}

/**
 * Opens the image of a pack.
 *
 * @param wasmBytes length of the module that it must belong to.
 * @throws {ImageError} where one of the images is not what it should be.
 */
export function openImages(pack: Pack, wasmBytes: number): OpenImages {
  const top = open(pack.member("image.bin"), wasmBytes);
  const { metadata } = top.image;
  const layers = metadata.isDifference
    ? [open(pack.own("image.bin"), pack.own("python.wasm").length), top]
    : [top];
  return {
    metadata,
    restore: (heap) => {
      for (const { image, member } of layers) {
        const over = (target: Uint8Array<ArrayBuffer>, offset: number) =>
          member.over(target, offset);
        if (!mapImage(image, heap, over)) restoreImage(image, heap);
      }
    },
  };
}

function open(member: OpenMember, wasmBytes: number): { image: Image; member: OpenMember } {
  return { image: openImage(member.reader(), wasmBytes), member };
}
