# expect: status=ok exit=0
# stdout: "_pysandbox.loop SandboxEventLoop python\nshell: NotImplementedError\nexec: NotImplementedError\nconnect: NotImplementedError\nunix: AttributeError\nserve: AttributeError\ndatagram: NotImplementedError\nthread: True\nexecutor: True\npipe: NotImplementedError\n"
# tries: what an event loop can start besides tasks: processes, connections, servers, threads, pipes, signal handlers
# without: a process or a socket of the host; under Pyodide's own loop, timers and promises of JavaScript
# source: own
import asyncio
import os
import threading

async def attempt(name, awaitable) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = await awaitable()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


async def main() -> None:
    loop = asyncio.get_running_loop()
    print(type(loop).__module__, type(loop).__name__, "javascript" if hasattr(loop, "_js") else "python")
    await attempt("shell", lambda: asyncio.create_subprocess_shell("id"))
    await attempt("exec", lambda: asyncio.create_subprocess_exec("/bin/sh", "-c", "id"))
    await attempt("connect", lambda: asyncio.open_connection("127.0.0.1", 22))
    await attempt("unix", lambda: asyncio.open_unix_connection("/var/run/docker.sock"))
    await attempt("serve", lambda: asyncio.start_server(print, "127.0.0.1", 0))
    await attempt("datagram", lambda: loop.create_datagram_endpoint(asyncio.DatagramProtocol, ("127.0.0.1", 0)))
    # The same thread: there is no other.
    print("thread:", await asyncio.to_thread(threading.get_ident) == threading.get_ident())
    print("executor:", await loop.run_in_executor(None, threading.get_ident) == threading.get_ident())
    await attempt("pipe", lambda: loop.connect_read_pipe(asyncio.Protocol, os.fdopen(0)))


asyncio.run(main())
