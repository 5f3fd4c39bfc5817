"""Threads where there is one: what is given to a thread or a pool runs at once, in whoever gives it."""

import concurrent.futures.thread as pools
import signal
import sys
import threading

_DAEMON = (
    "can't start new thread: the sandbox has one thread, and runs a thread's function where it is started, "
    "which a daemon's may never return from (daemon=False runs it)"
)
_TIMER = (
    "can't start new thread: the sandbox has one thread, and nothing runs later in it but what "
    "signal.setitimer or an event loop calls"
)
_ENDLESS = "this wait would never end: the sandbox has one thread, so that nobody can end it"


class _Handle:
    """Of a thread that has no thread of the system."""

    def __init__(self) -> None:
        self.ident = threading.get_ident()
        self.done = False

    def is_done(self) -> bool:
        return self.done

    def join(self, timeout=None) -> None:
        pass

    def _set_done(self) -> None:
        self.done = True


def start_joinable_thread(function, handle=None, daemon=True):
    """Runs a thread's function to its end. An interrupt is the caller's, not the thread's."""
    thread = getattr(function, "__self__", None)
    if daemon or not isinstance(thread, threading.Thread):
        raise RuntimeError(_DAEMON)
    ident = threading.get_ident()
    caller = threading._active.get(ident)
    interrupts = []
    report = thread._invoke_excepthook

    def excepthook(thread):
        raised = sys.exception()
        if isinstance(raised, KeyboardInterrupt):
            interrupts.append(raised)
        else:
            report(thread)

    thread._invoke_excepthook = excepthook
    thread._os_thread_handle = _Handle()
    try:
        function()
    finally:
        thread._os_thread_handle.done = True
        thread._invoke_excepthook = report
        if caller is not None:
            threading._active[ident] = caller
    if interrupts:
        raise interrupts[0]


def _start_timer(self):
    """Would start the timer's thread."""
    raise RuntimeError(_TIMER)


_wait = threading.Condition.wait


def wait(self, timeout=None):
    """Wait until notified or until a timeout occurs."""
    if timeout is None and not any(signal.getitimer(which)[0] for which in range(3)):
        self._is_owned() or _wait(self)  # Says that the lock is not held.
        raise RuntimeError(_ENDLESS)
    return _wait(self, timeout)


def submit(self, fn, /, *args, **kwargs):
    """Runs it, and returns a future that is done."""
    with self._shutdown_lock, pools._global_shutdown_lock:
        if self._broken:
            raise self.BROKEN(self._broken)
        if self._shutdown:
            raise RuntimeError("cannot schedule new futures after shutdown")
        if pools._shutdown:
            raise RuntimeError("cannot schedule new futures after interpreter shutdown")
        future = pools._base.Future()
        item = pools._WorkItem(future, self._resolve_work_item_task(fn, args, kwargs))
    name = f"{self._thread_name_prefix or self}_0"
    threading.Thread(name=name, target=_work, args=(self, item, future)).start()
    # A worker would keep an interrupt for whoever asks for the result.
    if future.done() and not future.cancelled() and isinstance(future._exception, KeyboardInterrupt):
        raise future._exception
    return future


def _work(pool, item, future):
    context = vars(pool).get("_worker_context")
    if context is None:
        context = pool._create_worker_context()
        try:
            context.initialize()
        except BaseException:
            pools._base.LOGGER.critical("Exception in initializer:", exc_info=True)
            pool._work_queue.put(item)
            pool._initializer_failed()
            return
        pool._worker_context = context
    item.run(context)


def install() -> None:
    """Puts these in the place of those that start threads, and of waits for other threads."""
    threading._start_joinable_thread = start_joinable_thread
    threading.Timer.start = _start_timer
    threading.Condition.wait = wait
    submit.__doc__ = pools.ThreadPoolExecutor.submit.__doc__
    pools.ThreadPoolExecutor.submit = submit
