"""Timers that interrupt whatever runs, clocks of processor time, and waits for signals."""

import contextlib
import errno
import os
import select
import signal
import time

signal.ItimerError.__name__ = "ItimerError"  # CPython has changed its name.


class Late(Exception):
    pass


def late(signum, frame):
    raise Late(signal.Signals(signum).name, type(frame).__name__)


def attempt(name, action, *args):
    try:
        print(name, action(*args))
    except BaseException as exc:
        number = getattr(exc, "errno", None)
        print(f"{name}: {type(exc).__name__}: {errno.errorcode[number] if number else exc}")


@contextlib.contextmanager
def time_limit(seconds):
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def within(which, action):
    signal.setitimer(which, 0.05)
    try:
        action()
    finally:
        signal.setitimer(which, 0)


def spin():
    while True:
        pass


def swallow():
    while True:
        try:
            spin()
        except ValueError:
            pass


for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF):
    print(signal.signal(number, late))
for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    attempt("a loop", within, which, spin)
attempt("a comprehension", within, signal.ITIMER_REAL, lambda: [None for _ in iter(int, 1)])
attempt("in C", within, signal.ITIMER_REAL, lambda: sum(iter(lambda: 1, 0)))
attempt("a large power", within, signal.ITIMER_REAL, lambda: 3 ** 10**8)
attempt("a swallowed loop", within, signal.ITIMER_REAL, swallow)
attempt("sleep", within, signal.ITIMER_REAL, lambda: time.sleep(100))
attempt("poll", within, signal.ITIMER_REAL, lambda: select.poll().poll())
attempt("pause", within, signal.ITIMER_REAL, signal.pause)
attempt("the rest of an alarm", lambda: (signal.alarm(10), time.sleep(0.01), signal.alarm(0), signal.alarm(0)))
try:
    with time_limit(3):
        pass
    print(signal.getitimer(signal.ITIMER_REAL))
    with time_limit(0.05):
        input()
        input()
        print("there was input")
    with time_limit(0.05):
        spin()
except Late as exc:
    print("late", exc)

ticks = []
signal.signal(signal.SIGALRM, lambda *_: ticks.append(time.monotonic()))
print(signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02))
began = time.monotonic()
time.sleep(0.2)  # Goes on after each of them.
print(time.monotonic() - began >= 0.2, len(ticks) > 3, signal.getitimer(signal.ITIMER_REAL)[1] > 0.019)
first, again = signal.setitimer(signal.ITIMER_REAL, 0)
print(0 < first <= 0.02, round(again, 3), signal.getitimer(signal.ITIMER_REAL))
signal.setitimer(signal.ITIMER_PROF, 0.02)
time.sleep(0.1)
print("no processor time, no signal of its timer:", signal.setitimer(signal.ITIMER_PROF, 0)[0] > 0)

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
del ticks[:]
signal.setitimer(signal.ITIMER_REAL, 0.02)
print(signal.sigwait({signal.SIGALRM, signal.SIGUSR1}), signal.sigpending(), ticks)
print(signal.sigtimedwait([signal.SIGALRM], 0), signal.sigtimedwait([signal.SIGALRM], 0.02))
signal.alarm(1)
print(signal.sigwaitinfo({signal.SIGALRM}).si_signo == signal.SIGALRM)
signal.setitimer(signal.ITIMER_REAL, 0.01)
end = time.monotonic() + 0.1
while time.monotonic() < end:
    pass
print(signal.sigpending(), ticks)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
print(len(ticks), signal.sigpending())

signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.05)
attempt("which", signal.setitimer, 3, 1)
attempt("negative", signal.setitimer, signal.ITIMER_REAL, -1)
try:
    signal.setitimer(signal.ITIMER_REAL, "1")
except TypeError as exc:
    print(str(exc).removesuffix(" or float"))  # So CPython goes on since 3.13 or so.
attempt("get", signal.getitimer, -1)
attempt("a fraction", signal.alarm, 1.5)
attempt("wait", signal.sigtimedwait, [signal.SIGALRM], -1)
print(isinstance(signal.ItimerError(), OSError), signal.setitimer.__name__, signal.alarm.__module__)

before = time.process_time(), time.thread_time(), time.process_time_ns(), time.thread_time_ns()
time.sleep(0.3)
slept = time.process_time() - before[0], time.thread_time() - before[1]
print("sleep is no work:", max(slept) < 0.15)
end = time.thread_time() + 0.05
while time.thread_time() < end:
    pass
print("work is:", time.process_time() - before[0] > 0.04, time.thread_time_ns() - before[3] > 4 * 10**7)
print(time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) >= before[0], os.times().user > 0)
print(time.get_clock_info("thread_time").monotonic, time.get_clock_info("process_time").adjustable)
attempt("a clock", time.get_clock_info, "none")

signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.01)
print("the default", flush=True)
try:
    spin()
finally:
    print("never shown")
