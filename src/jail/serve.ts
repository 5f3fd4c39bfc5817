/** HOSTILE ONCE A PROGRAM RUNS. One request of the host's, from its first byte to the frame that ends it. */
import { beginRequest, execute, type Jail } from "./execute.ts";

/**
 * Receives a request, executes it, and reports its end.
 *
 * @returns whether another may follow.
 */
export function serve(jail: Jail): boolean {
  const { filesIn, filesOut } = jail;
  const { source } = jail.channel.receiveRequest({
    begin: (header) => beginRequest(jail, header),
    folder: (path) => filesIn.folder(path),
    open: (path, bytes) => filesIn.open(path, bytes),
    close: (path, contents) => filesIn.close(path, contents),
    sent: () => filesIn.sent(),
    inputs: (values) => jail.inputs = values,
    list: () => filesOut.list(),
    take: (wanted) => filesOut.take(wanted),
  });
  jail.stdin.reset();
  const { type, payload, kept } = execute(jail, source);
  jail.isSpent = !kept;
  jail.channel.send(type, payload);
  // Whoever may ask for files ends this process when it has them.
  return kept || jail.last!.request.setting.filesOut;
}
