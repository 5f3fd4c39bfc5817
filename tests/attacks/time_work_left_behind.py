# expect: status=ok exit=0
# stdout: "before\n"
# tries: leaves work behind for after its end: timers of loops, tasks, watchdogs, callbacks
# without: a line from after the end, or a process that does not end
# source: own
import asyncio
import faulthandler
import signal
import threading

loop = asyncio.new_event_loop()
loop.call_later(0.01, print, "ESCAPED")
loop.call_soon_threadsafe(print, "ESCAPED")
loop.create_task(asyncio.sleep(1000)).add_done_callback(lambda task: print("ESCAPED"))
for late in [
    lambda: faulthandler.dump_traceback_later(0.01, repeat=True),
    lambda: threading.Timer(0.01, print, ("ESCAPED",)).start(),
    lambda: signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01),
    lambda: signal.alarm(1),
]:
    try:
        late()
    except (AttributeError, RuntimeError):
        pass
print("before")
