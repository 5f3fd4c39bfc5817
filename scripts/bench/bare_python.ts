/** Native Python, for contestants that start a new one for each request. */
import { type CommandLine, nativePython } from "./command.ts";

/**
 * Native Python without what its user adds to every start: variables, and packages whose `.pth` files run code. It is
 * never slower than the user's.
 *
 * @throws {CannotMeasure} if there is none.
 */
export async function barePython(): Promise<CommandLine> {
  const python = await nativePython();
  return { ...python, name: `${python.name} -I -S`, args: ["-I", "-S"] };
}
