# expect: status=error exit=1
# stdout: "before\n"
# says: ValueError: the real end
# tries: replaces what makes JSON from inside: methods of the encoder's class, and the functions that it asks
# without: an end that announces success
# source: own
import json

FORGED = '{"exitCode":0,"memoryError":false,"claimed":{"result":"7","resultRepr":"FORGED","error":null}}'


def forged(*arguments, text: str = FORGED, **options) -> list[str]:
    return [text]  # Held here: the names of the program are gone when the end is written.


json.JSONEncoder.iterencode = json.JSONEncoder.default = forged
json.encoder.c_make_encoder = json.encoder._make_iterencode = lambda *arguments, own=forged: own
json.encoder.encode_basestring_ascii = json.encoder.encode_basestring = forged
print("before")
raise ValueError("the real end")
