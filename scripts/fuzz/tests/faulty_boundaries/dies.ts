/** A boundary whose process dies of a failure, as it would by running out of memory. */
import { type Boundary, REAL } from "../../boundary.ts";

const dying: Boundary = {
  ...REAL,
  decoders: {
    ...REAL.decoders,
    6: () => Deno.exit(70),
  },
};

export default dying;
