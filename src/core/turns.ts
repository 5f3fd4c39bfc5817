/** Work that takes long lets timers and others have their turn between its steps. */

/** Resolves when all that was ready has had its turn. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
