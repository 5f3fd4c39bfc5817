# expect: status=memory exit=137|status=crashed exit=139
# args: --max-heap 64 --timeout 120s
# stdout: "before\n"
# slow: the engine may collect garbage for 15 s before it finds no more memory
# tries: opens and closes sockets for ever: Emscripten keeps a node of each, outside of the cap
# without: memory of the JavaScript side that no count of the sandbox sees
# source: own
import _socket

print("before", flush=True)
while True:
    _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).close()
