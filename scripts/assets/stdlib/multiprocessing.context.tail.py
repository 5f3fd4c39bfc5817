

# The sandbox has one process.
def _refuse(what):
    def refusing(*args, **kwargs):
        from _multiprocessing import no_processes

        raise no_processes(what)

    return refusing


for _kind in (Process, SpawnProcess, ForkProcess, ForkServerProcess):
    _kind._Popen = staticmethod(_refuse("a Process cannot be started"))
for _name in ("Manager", "Pool", "Queue", "JoinableQueue", "SimpleQueue", "Pipe"):
    setattr(BaseContext, _name, _refuse(f"a {_name} has nobody to speak with"))
del _kind, _name
