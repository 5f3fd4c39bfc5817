/**
 * What cannot be measured here, and why: one line says so, and the bench fails at its end.
 */
export class CannotMeasure extends Error {
  override readonly name = "CannotMeasure";
}

/**
 * A value, or why it cannot be measured: for sections that can measure the rest without it.
 */
export async function orCannot<T>(wanted: Promise<T>): Promise<T | CannotMeasure> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof CannotMeasure) return error;
    throw error;
  }
}

/** Whether it can be measured. */
export function isThere<T>(part: T | CannotMeasure): part is T {
  return !(part instanceof CannotMeasure);
}

/**
 * For the end of a section from which parts were left out.
 *
 * @throws {CannotMeasure} if there were any, naming all of them.
 */
export function failForGaps(...parts: readonly unknown[]): void {
  const gaps = parts.filter((part) => part instanceof CannotMeasure);
  if (gaps.length > 0) throw new CannotMeasure(gaps.map(({ message }) => message).join("; "));
}
