# expect: status=crashed exit=139
# asks: display
# answers: It showed image/png that is no base64
# tries: puts a function of its own in the place of the one that encodes, so that an image is what is none
# without: a client whose decoder fails, or more
# source: own
import gc

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
own["display"]._encoded = lambda mime, data: '"../../etc/passwd"'
display({"image/png": b""}, raw=True)
