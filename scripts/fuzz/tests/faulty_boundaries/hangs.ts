/** A boundary that hangs at a failure. */
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
