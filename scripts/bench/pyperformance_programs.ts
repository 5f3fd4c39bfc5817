/** Which programs of the suite are run, and why the others are not. */

/** One program of the suite. */
export interface Program {
  /** The folder's name without `bm_`. */
  readonly name: string;
  readonly args?: readonly string[];
  /** How often the timed part is repeated, if once is too short to measure. */
  readonly loops?: number;
  /**
   * False if recording values takes too long, or records only times and internals of the library: then only results are
   * compared.
   */
  readonly isWatched?: boolean;
}

/** Programs that need only Python and the stand-in for pyperf. */
export const PROGRAMS: readonly Program[] = [
  { name: "argparse", args: ["many_optionals"], loops: 50 },
  { name: "async_generators" },
  { name: "async_tree", args: ["none"] },
  { name: "barnes_hut" },
  { name: "base64" },
  { name: "bpe_tokeniser" },
  { name: "chaos" },
  { name: "comprehensions", loops: 5000 },
  { name: "coroutines", loops: 5 },
  { name: "decimal_factorial" },
  { name: "decimal_pi" },
  { name: "deepcopy", loops: 300 },
  { name: "deltablue", loops: 30 },
  { name: "fannkuch" },
  { name: "float" },
  { name: "gc_collect", loops: 30 },
  { name: "gc_traversal" },
  { name: "generators", loops: 2 },
  { name: "go" },
  { name: "hexiom", loops: 20 },
  { name: "json_dumps", loops: 5 },
  { name: "logging", args: ["format"], loops: 2000 },
  { name: "mdp" },
  { name: "meteor_contest" },
  { name: "nbody", loops: 3 },
  { name: "nqueens" },
  { name: "pathlib", loops: 5, isWatched: false },
  { name: "pickle", args: ["pickle"], loops: 100 },
  { name: "pidigits" },
  { name: "pprint", isWatched: false },
  { name: "pyflate" },
  { name: "raytrace" },
  { name: "regex_compile" },
  { name: "regex_dna" },
  { name: "regex_effbot", loops: 5 },
  { name: "regex_v8", loops: 5 },
  { name: "richards", loops: 2 },
  { name: "richards_super", loops: 2 },
  { name: "scimark", args: ["sor"] },
  { name: "spectral_norm" },
  { name: "sqlite_synth", loops: 20_000 },
  { name: "telco", loops: 10 },
  { name: "typing_runtime_protocols", loops: 200, isWatched: false },
  { name: "unpack_sequence", args: ["tuple"], loops: 8000, isWatched: false },
  { name: "xml_etree", args: ["parse"], isWatched: false },
];

/** Programs that cannot run in a sandbox without packages, network or processes, by reason. */
export const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  "need packages from PyPI": [
    ...["chameleon", "coverage", "crypto_pyaes", "django_template", "docutils", "dulwich_log"],
    ...["genshi", "hg_startup", "html5lib", "mako", "networkx", "sphinx"],
    ...["sqlalchemy_declarative", "sqlalchemy_imperative", "sqlglot_v2", "sympy", "tomli_loads"],
    ...["xdsl", "yaml"],
  ],
  "need sockets": ["asyncio_tcp", "asyncio_websockets", "dask", "fastapi", "tornado_http"],
  "make their data of sys.maxsize, which is another one where pointers have 32 bits": [
    "json_loads",
  ],
  "start processes or threads": ["2to3", "concurrent_imap", "python_startup"],
};
