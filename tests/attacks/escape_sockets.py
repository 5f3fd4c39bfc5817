# expect: status=ok exit=0
# stdout: "connect: OSError\nconnect by name: gaierror\ncreate_connection: OSError\nlisten: OSError\nurlopen: URLError\nresolve: gaierror\nunix: AttributeError\n"
# tries: connects and listens, by name and by address
# without: an answer of a server of the host
# source: https://github.com/pydantic/pydantic-ai/issues/2332 (mcp-run-python: 127.0.0.1 and metadata addresses)
import socket
import urllib.request

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


def connect(host: str, port: int):
    with socket.socket() as sock:
        sock.settimeout(1)
        sock.connect((host, port))
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return sock.recv(100)


def listen():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        sock.settimeout(1)
        return sock.accept()


attempt("connect", lambda: connect("127.0.0.1", 22))
attempt("connect by name", lambda: connect("localhost", 80))
attempt("create_connection", lambda: socket.create_connection(("127.0.0.1", 22), 1).recv(10))
attempt("listen", listen)
attempt("urlopen", lambda: urllib.request.urlopen("http://127.0.0.1:80/", timeout=1).read())
attempt("resolve", lambda: socket.gethostbyname("example.com") == "never" or 1 / 0)
attempt("unix", lambda: socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"))
