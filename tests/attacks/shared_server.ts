/** A server for many attacks, with secrets around it. */
import { Served } from "../e2e/served.ts";
import { SECRET, SECRET_VARIABLE } from "./containment.ts";

/** Starts when it is needed first. Disposing of it ends it, and removes its folder. */
export class SharedServer implements AsyncDisposable {
  readonly #maxHeap: string;
  readonly #words: readonly string[];
  #server: Served | null = null;
  #folder = "";

  /**
   * @param maxHeap the most memory that an attack may ask for, as in `--max-heap`.
   * @param words further options.
   */
  constructor(maxHeap: string, words: readonly string[] = []) {
    this.#maxHeap = maxHeap;
    this.#words = words;
  }

  /** The folder that the server is in, once it has started. */
  get folder(): string {
    return this.#folder;
  }

  /** The server, which has a jail for one attack at a time. */
  async start(): Promise<Served> {
    if (this.#server !== null) return this.#server;
    this.#folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${this.#folder}/host-secret.txt`, SECRET);
    const limits = ["--timeout", "120s", "--max-heap", this.#maxHeap, "--max-output", "64MiB"];
    const surroundings = { cwd: this.#folder, env: { [SECRET_VARIABLE]: SECRET } };
    this.#server = new Served("--workers", "1", ...limits, ...this.#words, surroundings);
    // Attacks are tried on the interpreters that programs get.
    await this.#server.untilForking();
    return this.#server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server === null) return;
    await this.#server[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
