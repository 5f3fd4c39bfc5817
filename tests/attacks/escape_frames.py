# by: run
# expect: status=ok exit=0
# stdout: "callers: ['<pysandbox>']\nrequest: escape_frames.py [] {}\npaths: []\nformatted: _pysandbox.program\nof JavaScript: []\n"
# tries: walks from an exception, a generator and a coroutine up to the frames that called the program, and looks at
# tries: everything that they hold
# without: another name than these, such as a bridge to JavaScript, a path or a variable of the host
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
print("callers:", sorted({frame.f_code.co_filename.rpartition("/")[0] for frame in callers}))
request = next(frame.f_locals["message"] for frame in callers if "message" in frame.f_locals)
setting = request["setting"]
print("request:", request["program"]["path"], setting["args"], setting["env"])
held = [value for frame in callers for value in [*frame.f_locals.values(), *frame.f_globals.values()]]
print("paths:", sorted({value for value in held if isinstance(value, str) and value.startswith("/")}))
print("formatted:", "{0.f_back.f_globals[__name__]}".format(sys._getframe()))
names = {name for frame in callers for name in [*frame.f_globals, *frame.f_locals]}
print("of JavaScript:", sorted(name for name in names if "js" in name.lower() and name != "json"))
