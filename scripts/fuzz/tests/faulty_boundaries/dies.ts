/** A boundary whose process a failure kills, as running out of memory would. */
import { type Boundary, REAL } from "../../boundary.ts";

const dying: Boundary = {
  ...REAL,
  decoders: {
    ...REAL.decoders,
    6: () => Deno.exit(70),
  },
};

export default dying;
