# expect: status=ok exit=0|status=error exit=1|status=crashed exit=139
# says: before
# tries: calls the function that runs inline JavaScript, with source of its own
# without: 42, computed by JavaScript
# source: own
import ctypes

library = ctypes.CDLL(None)
source = ctypes.create_string_buffer(b"console.log('ESCAPED'); return 42;")
print("before", flush=True)
for name in ["emscripten_asm_const_int", "emscripten_asm_const_ptr", "emscripten_asm_const_double"]:
    try:
        function = library[name]
    except AttributeError:
        continue
    arguments = (ctypes.addressof(source), ctypes.addressof(source), ctypes.addressof(source))
    print("ESCAPED:", function(*arguments), flush=True)
