# expect: status=ok exit=0
# says: ValueError: the real end
# tries: replaces the function that says how it ended. An exit status is the program's own to choose, as with os._exit(0):
# tries: it gets that, and its claims; its traceback, the times, the limits and the output are the host's
# without: more than that
# source: own
import gc

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
END = b'{"exitCode":0,"memoryError":true,"claimed":{"result":"{}","resultRepr":null,"error":null},"status":"x"}'
own["traces"].encode = lambda ending, end=END: end
raise ValueError("the real end")
