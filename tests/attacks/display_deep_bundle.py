# expect: status=crashed exit=139
# asks: display
# answers: nested at most 101 deep
# tries: an object that is nested five million times: by the function, which leaves it out, then by the device
# without: a host whose stack overflows
# source: own
deep = []
for _ in range(100_000):
    deep = [deep]
display({"application/json": deep}, raw=True)
with open("/dev/display", "wb", buffering=0) as device:
    device.write(b'{"application/json":' + b"[" * 5_000_000 + b"]" * 5_000_000 + b"}\n")
