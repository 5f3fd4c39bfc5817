/** A boundary that never comes back from a failure. */
import { type Boundary, REAL } from "../../boundary.ts";

const hanging: Boundary = {
  ...REAL,
  decoders: {
    ...REAL.decoders,
    6: () => {
      for (;;);
    },
  },
};

export default hanging;
