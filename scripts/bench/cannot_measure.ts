/** A section that cannot run here, and why: it is said in one line, and the bench fails at its end. */
export class CannotMeasure extends Error {
  override readonly name = "CannotMeasure";
}
