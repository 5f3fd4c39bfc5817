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

/** The rest of the loop over the characters of a text, behind those of one byte: `u0` is the first byte, `idx` is behind it. */
const DECODE_CHARACTER = [
  "var more=u0>=194&&u0<224?1:u0>=224&&u0<240?2:u0>=240&&u0<245?3:0;",
  "var u=u0&(more===1?31:more===2?15:7);var at=idx;",
  "while(at<idx+more&&at<endPtr&&(heapOrArray[at]&192)===128)u=u<<6|heapOrArray[at++]&63;",
  "if(more===0||at<idx+more||more===2&&(u<2048||u>=55296&&u<57344)||more===3&&(u<65536||u>1114111))",
  "{str+=String.fromCharCode(56320+u0);continue}",
  "idx=at;str+=String.fromCodePoint(u)}",
].join("");

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
  // Names of files are bytes. Those that are no UTF-8 become halves of pairs that no UTF-8 has, and come back, as in CPython's
  // `surrogateescape`.
  {
    from: "if(endPtr-idx>16&&heapOrArray.buffer&&UTF8Decoder)",
    to: 'var str="";while(idx<endPtr){',
  },
  {
    from: "var u1=heapOrArray[idx++]&63;",
    to: "return str}",
    replacement: DECODE_CHARACTER,
  },
  {
    from: "else if(c>=55296&&c<=57343){len+=4",
    to: ";++i}else{len+=3",
    replacement: "else if(c>=56448&&c<=56575)len++;else if(c>=55296&&c<=57343){len+=4",
  },
  {
    from: "else if(u<=65535){if(outIdx+2>=endIdx)break;",
    to: "heap[outIdx++>>>0]=224|u>>12",
    replacement:
      "else if(u>=56448&&u<=56575){if(outIdx>=endIdx)break;heap[outIdx++>>>0]=u&255}else if(u<=65535){if(outIdx+2>=endIdx)break;",
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
