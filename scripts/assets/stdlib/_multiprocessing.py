"""What multiprocessing takes from C, where no process can be started: nothing that is shared with one."""

import errno

flags = {}


def no_processes(what):
    """What is said of everything that needs a second process."""
    message = f"the sandbox has one process: {what} (multiprocessing.dummy has pools that run their work at once)"
    return OSError(errno.ENOSYS, message)


class SemLock:
    """Cannot be had: it is shared with other processes."""

    SEM_VALUE_MAX = 2**31 - 1

    def __new__(cls, *args, **kwargs):
        raise no_processes("there is nobody to share a lock with")


def sem_unlink(name, /):
    raise no_processes("there are no named semaphores")
