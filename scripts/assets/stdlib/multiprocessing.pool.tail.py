

# The sandbox has one thread: a pool of threads runs what it is given at once, in the caller.
class ThreadPool(Pool):
    """A pool whose work is done when it is given."""

    def __init__(self, processes=None, initializer=None, initargs=()):
        if processes is not None and processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._state = RUN
        self._cache = {}
        self._processes = processes or 1
        if initializer is not None:
            initializer(*initargs)

    def __del__(self):
        pass

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__qualname__} state={self._state} pool_size={self._processes}>"

    def _done(self, function, callback, error_callback):
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        try:
            outcome = (True, function())
        except Exception as exc:
            outcome = (False, exc)
        result._set(0, outcome)
        return result

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        return self._done(lambda: func(*args, **kwds), callback, error_callback)

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._done(lambda: [func(item) for item in iterable], callback, error_callback)

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._done(lambda: [func(*item) for item in iterable], callback, error_callback)

    def map(self, func, iterable, chunksize=None):
        return self.map_async(func, iterable, chunksize).get()

    def starmap(self, func, iterable, chunksize=None):
        return self.starmap_async(func, iterable, chunksize).get()

    def imap(self, func, iterable, chunksize=1):
        self._check_running()
        if chunksize < 1:
            raise ValueError(f"Chunksize must be 1+, not {chunksize:n}")
        return map(func, iterable)

    imap_unordered = imap

    def close(self):
        if self._state == RUN:
            self._state = CLOSE

    def terminate(self):
        self._state = TERMINATE

    def join(self):
        if self._state == RUN:
            raise ValueError("Pool is still running")
