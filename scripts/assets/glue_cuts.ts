/**
 * What of Pyodide's glue runs at each start and is of no use here. Cut out by its text, so that whatever only it
 * uses can be dropped after it.
 */

/** A stretch of the glue, from its first text up to and without its second, and what stands in its place. */
interface Cut {
  readonly from: string;
  readonly to: string;
  readonly replacement?: string;
}

/** Milliseconds, as the glue has them, and the nanoseconds within their second. */
const EXACT_TIME =
  "Object.assign(new Number(seconds*1e3+Math.floor(nanoseconds/1e6)),{ns:nanoseconds})";

const CUTS: readonly Cut[] = [
  // Dynamic linking: without it no module can be loaded, and no table of symbols need be filled. The glue itself looks up one.
  {
    from: 'mergeLibSymbols(wasmExports,"main");',
    to: "wasmExports=applySignatureConversions",
    replacement: 'wasmImports["main"]=wasmExports["__main_argc_argv"];',
  },
  { from: "updateGOT(origExports);", to: "updateMemoryViews();return wasmExports" },
  { from: "registerWasmPlugin();", to: "FS.staticInit();" },
  // Times of files are whole milliseconds. Those that a program sets carry the rest along.
  {
    from: "atime=seconds*1e3+nanoseconds/(1e3*1e3)}times+=16",
    to: ";seconds=readI53FromI64(times);nanoseconds",
    replacement: `atime=${EXACT_TIME}}times+=16`,
  },
  {
    from: "mtime=seconds*1e3+nanoseconds/(1e3*1e3)}}",
    to: "if((mtime??atime)!==null)",
    replacement: `mtime=${EXACT_TIME}}}`,
  },
  {
    from: "attr.atime=new Date(node.atime);attr.mtime=new Date(node.mtime);",
    to: "attr.ctime=new Date(node.ctime);attr.blksize",
    replacement: ["atime", "mtime"].map((name) =>
      `attr.${name}=Object.assign(new Date(node.${name}),{ns:node.${name}.ns});`
    ).join(""),
  },
  {
    from: "HEAPU32[buf+48>>>2>>>0]=atime%1e3*1e3*1e3;",
    to: "HEAP64[buf+56",
    replacement: "HEAPU32[buf+48>>>2>>>0]=stat.atime.ns??atime%1e3*1e3*1e3;",
  },
  {
    from: "HEAPU32[buf+64>>>2>>>0]=mtime%1e3*1e3*1e3;",
    to: "HEAP64[buf+72",
    replacement: "HEAPU32[buf+64>>>2>>>0]=stat.mtime.ns??mtime%1e3*1e3*1e3;",
  },
  // Looks through the whole table of functions for one that is never there.
  {
    from: "var rtn=getFunctionAddress(func);if(rtn){return rtn}var ret=getEmptyTableSlot();try{",
    to: "setWasmTableEntry(ret,func)",
    replacement: "functionsInTableMap??=new WeakMap;var ret=getEmptyTableSlot();try{",
  },
  // Pyodide's bridge between Python and JavaScript, and the suspending of Python.
  { from: "var StackSwitching=(()=>{", to: "function _maybe_connect_async(" },
  // A pipe has its times from the clock that all other files have them from.
  {
    from: "timestamp:new Date}",
    to: ";pipe.buckets.push(",
    replacement: "timestamp:new Date(Date.now())}",
  },
  // File systems that are stored elsewhere.
  { from: "IDBFS.quit();", to: "runtimeExited=true" },
  { from: ",IDBFS,NODEFS,WORKERFS,PROXYFS}", to: "}", replacement: "" },
  { from: "if(ENVIRONMENT_IS_NODE){NODEFS.staticInit()}", to: "for(let i=0;i<32;++i)" },
  // Graphics, sound, and the events of a browser.
  { from: "var miniTempWebGLFloatBuffersStorage=", to: '{if(Module["preloadPlugins"])' },
];

/**
 * Makes the cuts.
 *
 * @throws where the glue is not the one that they were written for: each text must be there once, or once after the first.
 */
export function cut(glue: string): string {
  return CUTS.reduce((text, { from, to, replacement = "" }) => {
    const start = text.indexOf(from);
    const end = text.indexOf(to, start + 1);
    if (start < 0 || text.indexOf(from, start + 1) >= 0) {
      throw new Error(`The glue has not one '${from}'`);
    }
    if (end < 0) throw new Error(`The glue has no '${to}' after '${from}'`);
    return text.slice(0, start) + replacement + text.slice(end);
  }, glue);
}
