/** What a program can leave behind inside of Python: the last of them leave little that works. */
import type { Left } from "./serve_left_behind.ts";

/** By what is left, in an order in which each can still be left, and found, after those before it. */
export const LEFT_IN_PYTHON: Readonly<Record<string, Left>> = {
  "a name": {
    leave: "left = 1",
    find: "found = 'left' in globals()",
  },
  "an exception that nobody caught": {
    leave: "raise ValueError('left')",
    find: "import sys; found = 'left' in repr(getattr(sys, 'last_exc', None))",
  },
  "the program's own text": {
    leave: "'left behind'",
    find: "found = __doc__ == 'left behind'",
  },
  "a name for everybody": {
    leave: "import builtins; builtins.left_for_all = 1",
    find: "import builtins; found = hasattr(builtins, 'left_for_all')",
  },
  "a module that is none": {
    leave: "import sys; sys.modules['left_module_object'] = sys",
    find: "import sys; found = 'left_module_object' in sys.modules",
  },
  "an attribute of a built-in type": {
    leave: "import gc; gc.get_referents(str.__dict__)[0]['left_attribute'] = 1",
    find: "found = hasattr(str, 'left_attribute')",
  },
  "a changed function of json": {
    leave: "import json; json.loads = lambda text: 'left'",
    find: "import json; found = json.loads('1') == 'left'",
  },
  "a changed encoder of json": {
    leave: "import json; json.encoder.c_make_encoder = json.JSONEncoder.encode = None",
    find: "import json; found = json.JSONEncoder.encode is None",
  },
  "a changed function of traceback": {
    leave: "import traceback; traceback.format_exception = lambda *args, **named: ['left']",
    find: "import traceback; found = traceback.format_exception(ValueError()) == ['left']",
  },
  "a handler for the end": {
    leave: "import atexit; atexit.register(lambda: None); atexit.register(lambda: None)",
    find: "import atexit; found = atexit._ncallbacks() > 2",
  },
  "a handler for a signal": {
    leave: "import signal; signal.signal(signal.SIGUSR1, lambda *args: None)",
    find: "import signal; found = callable(signal.getsignal(signal.SIGUSR1))",
  },
  "interrupts that are ignored": {
    leave: "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)",
    find: "import signal; found = signal.getsignal(signal.SIGINT) == signal.SIG_IGN",
  },
  "a handler for exceptions of threads": {
    leave: "import threading; threading.excepthook = print",
    find: "import threading; found = threading.excepthook is print",
  },
  "a profile function for threads": {
    leave: "import threading; threading.setprofile(len)",
    find: "import threading; found = threading.getprofile() is not None",
  },
  "a callback of the garbage collector": {
    leave: "import gc; gc.callbacks.append(lambda phase, info: None)",
    find: "import gc; found = len(gc.callbacks) > 0",
  },
  "garbage": {
    leave: "import gc; gc.garbage.append('left')",
    find: "import gc; found = 'left' in gc.garbage",
  },
  "a garbage collector that is off": {
    leave: "import gc; gc.disable()",
    find: "import gc; found = not gc.isenabled()",
  },
  "a trace function": {
    leave: "import sys; sys.settrace(lambda *args: None)",
    find: "import sys; found = sys.gettrace() is not None",
  },
  "a profile function": {
    leave: "import sys; sys.setprofile(lambda *args: None)",
    find: "import sys; found = sys.getprofile() is not None",
  },
  "a tool that monitors": {
    leave: "import sys; sys.monitoring.use_tool_id(3, 'left')",
    find: "import sys; found = sys.monitoring.get_tool(3) == 'left'",
  },
  "an audit hook": {
    leave: "import sys, builtins\ndef hook(event, args):\n" +
      "  if event == 'left': builtins.heard = 1\nsys.addaudithook(hook)",
    find: "import sys, builtins; sys.audit('left'); found = hasattr(builtins, 'heard')",
  },
  "filters of warnings": {
    leave: "import warnings; warnings.simplefilter('error')",
    find: "import warnings; found = warnings.filters[0][0] == 'error'",
  },
  "a context for decimals": {
    leave: "import decimal; decimal.getcontext().prec = 3",
    find: "import decimal; found = decimal.getcontext().prec == 3",
  },
  "a state of random numbers": {
    leave: "import random; random.seed(1)",
    find: "import random; found = random.random() == 0.13436424411240122",
  },
  "a compiled pattern": {
    leave: "import re; re.compile('left-pattern')",
    find: "import re; found = any('left-pattern' in str(key) for key in re._cache)",
  },
  "the cache of a function": {
    leave: "import fnmatch; fnmatch.fnmatch('a', 'left*')",
    find: "import fnmatch; found = fnmatch._compile_pattern.cache_info().currsize > 0",
  },
  "lines of a file that is none": {
    leave: "import linecache; linecache.cache['left'] = (1, None, ['left'], 'left')",
    find: "import linecache; found = 'left' in linecache.cache",
  },
  "a name of a codec": {
    leave:
      "import codecs; codecs.register(lambda name: codecs.lookup('utf-8') if name == 'left' else None)",
    find:
      "import codecs\ntry: found = codecs.lookup('left') is not None\nexcept LookupError: found = False",
  },
  "a handler for errors of codecs": {
    leave: "import codecs; codecs.register_error('left', codecs.ignore_errors)",
    find: "import codecs\ntry: found = codecs.lookup_error('left') is not None\n" +
      "except LookupError: found = False",
  },
  "a place to import from": {
    leave: "import sys; sys.path.append('/left')",
    find: "import sys; found = '/left' in sys.path",
  },
  "a finder of modules": {
    leave: "import sys\nclass LeftFinder:\n  find_spec = lambda *args: None\n" +
      "sys.meta_path.append(LeftFinder)",
    find: "import sys; found = any(finder.__name__ == 'LeftFinder' for finder in sys.meta_path)",
  },
  "a hook for places to import from": {
    leave:
      "import sys\ndef left_hook(path): raise ImportError\nsys.path_hooks.insert(0, left_hook)",
    find: "import sys; found = any(hook.__name__ == 'left_hook' for hook in sys.path_hooks)",
  },
  "a cache of places to import from": {
    leave: "import sys; sys.path_importer_cache['/left'] = None",
    find: "import sys; found = '/left' in sys.path_importer_cache",
  },
  "an extension of pickle": {
    leave: "import copyreg; copyreg.add_extension('left', 'left', 250)",
    find: "import copyreg; found = ('left', 'left') in copyreg._extension_registry",
  },
  "an abstract class that numbers belong to": {
    leave: "import collections.abc; collections.abc.Sized.register(int)",
    find: "import collections.abc; found = issubclass(int, collections.abc.Sized)",
  },
  "a handler of logging": {
    leave: "import logging; logging.getLogger('left').addHandler(logging.NullHandler())",
    find: "import logging; found = len(logging.getLogger('left').handlers) > 0",
  },
  "a level of logging": {
    leave: "import logging; logging.disable(50)",
    find: "import logging; found = logging.root.manager.disable == 50",
  },
  "a converter of sqlite3": {
    leave: "import sqlite3; sqlite3.register_converter('left', str)",
    find: "import sqlite3; found = 'LEFT' in sqlite3.converters",
  },
  "a type of files": {
    leave: "import mimetypes; mimetypes.add_type('left/left', '.left')",
    find: "import mimetypes; found = mimetypes.guess_type('a.left')[0] == 'left/left'",
  },
  "a time limit of sockets": {
    leave: "import socket; socket.setdefaulttimeout(5)",
    find: "import socket; found = socket.getdefaulttimeout() == 5",
  },
  "a handler of faults": {
    leave: "import faulthandler; faulthandler.enable()",
    find: "import faulthandler; found = faulthandler.is_enabled()",
  },
  "a trace of allocations": {
    leave: "import tracemalloc; tracemalloc.start()",
    find: "import tracemalloc; found = tracemalloc.is_tracing()",
  },
  "a policy of asyncio": {
    leave:
      "import asyncio\nclass LeftPolicy(type(asyncio.events._get_event_loop_policy())): pass\n" +
      "asyncio.events._set_event_loop_policy(LeftPolicy())",
    find:
      "import asyncio; found = type(asyncio.events._get_event_loop_policy()).__name__ == 'LeftPolicy'",
  },
  "a task that has not ended": {
    leave: "import asyncio\nasync def start(): return asyncio.create_task(asyncio.sleep(3600))\n" +
      "left_task = await start()",
    find: "found = 'left_task' in globals() and not left_task.done()",
  },
  "hooks of generators": {
    leave: "import sys; sys.set_asyncgen_hooks(firstiter=len)",
    find: "import sys; found = sys.get_asyncgen_hooks().firstiter is len",
  },
  "where coroutines come from": {
    leave: "import sys; sys.set_coroutine_origin_tracking_depth(5)",
    find: "import sys; found = sys.get_coroutine_origin_tracking_depth() == 5",
  },
  "a limit of recursion": {
    leave: "import sys; sys.setrecursionlimit(777)",
    find: "import sys; found = sys.getrecursionlimit() == 777",
  },
  "a limit of digits": {
    leave: "import sys; sys.set_int_max_str_digits(777)",
    find: "import sys; found = sys.get_int_max_str_digits() == 777",
  },
  "an interval": {
    leave: "import sys; sys.setswitchinterval(1)",
    find: "import sys; found = sys.getswitchinterval() == 1",
  },
  "a limit of tracebacks": {
    leave: "import sys; sys.tracebacklimit = 1",
    find: "import sys; found = hasattr(sys, 'tracebacklimit')",
  },
  "hooks for exceptions and values": {
    leave: "import sys; sys.excepthook = sys.displayhook = sys.unraisablehook = lambda *args: None",
    find: "import sys; found = '<lambda>' in {sys.excepthook.__name__, sys.displayhook.__name__}",
  },
  "a name of whatever runs programs": {
    leave: "import sys; frame = sys._getframe()\nwhile frame.f_back: frame = frame.f_back\n" +
      "frame.f_globals['left_in_there'] = 1",
    find: "import sys; frame = sys._getframe()\nwhile frame.f_back: frame = frame.f_back\n" +
      "found = 'left_in_there' in frame.f_globals",
  },
  "another number": {
    leave: "import ctypes; ctypes.c_uint32.from_address(id(199) + 12).value = 198",
    find: "found = int('199') == int('198')",
  },
  "a changed built-in function": {
    leave: "import builtins; builtins.hash = lambda thing: 'left'",
    find: "found = hash(1) == 'left'",
  },
  "a changed import": {
    leave: "import builtins; real = builtins.__import__\n" +
      "builtins.__import__ = lambda *args, **named: real(*args, **named)",
    find: "found = type(__builtins__.__import__).__name__ == 'function'",
  },
  "another output": {
    leave: "import sys, io; sys.stdout = io.StringIO()",
    find: "import sys; found = type(sys.stdout).__name__ == 'StringIO'",
  },
  "another input": {
    leave: "import sys, io; sys.stdin = io.StringIO('left')",
    find: "import sys; found = type(sys.stdin).__name__ == 'StringIO'",
  },
  "a closed output": {
    leave: "import os; os.close(2)",
    find: "import os\ntry: found = os.fstat(2) is None\nexcept OSError: found = True",
  },
  "modules that are gone": {
    leave: "import sys\nfor name in sys.modules.keys() - {'sys', 'builtins', '__main__'}:\n" +
      "  del sys.modules[name]",
    find: "import sys; found = len(sys.modules) < 5",
  },
  "flags": {
    leave: "import sys; sys.flags = None",
    find: "import sys; found = sys.flags is None",
  },
};
