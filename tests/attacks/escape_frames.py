# by: run
# expect: status=ok exit=0
# stdout: "seen: 3 []\nformatted: None\nabove: ValueError call stack is not deep enough\nimplied: __main__\n"
# tries: walks from an exception, a generator and a coroutine up to the frames that called the program, of which it finds none
# without: a frame that is not the program's
# source: https://github.com/saint2706/Coding-For-MBA/pull/609 (frames behind a traceback)
# source: CVE-2026-0863 (n8n, exceptions and formatting): https://www.smartkeyss.com/post/cve-2026-0863-python-sandbox-escape-in-n8n-via-exception-formatting-and-implicit-code-execution
import sys


def generator():
    yield sys._getframe(1)


async def coroutine():
    pass


try:
    1 / 0
except ZeroDivisionError as error:
    frames = [error.__traceback__.tb_frame]
started = generator()
frames += [next(started), started.gi_frame]
pending = coroutine()
frames += [pending.cr_frame]
pending.close()
seen = []
while frames:
    frame = frames.pop()
    if frame is None or frame in seen:
        continue
    seen.append(frame)
    frames.append(frame.f_back)
callers = [frame for frame in seen if frame.f_globals is not globals()]
print("seen:", len(seen), callers)
print("formatted:", "{0.f_back}".format(sys._getframe()))
try:
    sys._getframe(1)
except ValueError as error:
    print("above:", type(error).__name__, error)
print("implied:", sys._getframemodulename(0))
