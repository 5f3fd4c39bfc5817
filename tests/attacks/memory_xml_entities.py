# expect: status=error exit=1|status=memory exit=137
# args: --max-heap 64 --timeout 20s
# stdout: "before\n"
# tries: nested XML entities that grow to gigabytes
# without: gigabytes of memory
# source: own; the attack is known as "billion laughs"
import xml.etree.ElementTree

entities = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)]
print("before", flush=True)
xml.etree.ElementTree.fromstring(f"<!DOCTYPE a [{''.join(entities)}]><a>&a10;</a>")
print("ESCAPED: it fitted")
