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

const CUTS: readonly Cut[] = [
  // Dynamic linking: without it no module can be loaded, and no table of symbols need be filled. The glue itself looks up one.
  {
    from: 'mergeLibSymbols(wasmExports,"main");',
    to: "wasmExports=applySignatureConversions",
    replacement: 'wasmImports["main"]=wasmExports["__main_argc_argv"];',
  },
  { from: "updateGOT(origExports);", to: "updateMemoryViews();return wasmExports" },
  { from: "registerWasmPlugin();", to: "FS.staticInit();" },
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
