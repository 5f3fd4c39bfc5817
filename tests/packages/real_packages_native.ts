/** Real packages with native code of each kind: C, C++ with exceptions, Rust. */
import { byPytest, type RealPackage } from "./real_packages.ts";

/** See `real_packages.ts`. */
export const NATIVE_PACKAGES: readonly RealPackage[] = [
  {
    project: "pydantic",
    // An error's text would make it look once for a variable of the environment that its tests set.
    warm: `
from pydantic import BaseModel, ValidationError
class Warm(BaseModel):
    x: int
    tags: list[str] = []
Warm.model_validate_json('{"x": "3", "tags": ["a"]}').model_dump_json()
try: Warm(x="no")
except ValidationError as error: error.errors()
`,
    check: `
from datetime import date
from pydantic import BaseModel, Field, ValidationError, TypeAdapter
class Item(BaseModel):
    name: str = Field(min_length=2)
    day: date | None = None
    sizes: dict[str, float] = {}
item = Item.model_validate_json('{"name": "ab", "day": "2026-01-02", "sizes": {"a": "1.5"}}')
print(item, item.model_dump_json())
try: Item(name="a", day="x")
except ValidationError as error: print([(e["type"], e["loc"]) for e in error.errors()])
print(TypeAdapter(list[int]).validate_python(["1", 2]), sorted(Item.model_json_schema()["properties"]))
`,
    expected: `name='ab' day=datetime.date(2026, 1, 2) sizes={'a': 1.5} ` +
      `{"name":"ab","day":"2026-01-02","sizes":{"a":1.5}}
[('string_too_short', ('name',)), ('date_from_datetime_parsing', ('day',))]
[1, 2] ['day', 'name', 'sizes']
`,
    own: byPytest("tests", ["test_main.py", "test_json.py", "test_validators.py"], {
      needs: ["pytest-mock", "dirty-equals"],
    }),
  },
  {
    project: "msgspec",
    warm: `
import msgspec
class Warm(msgspec.Struct):
    x: int
msgspec.json.decode(b'{"x": 1}', type=Warm)
`,
    check: `
import msgspec
class User(msgspec.Struct):
    name: str
    groups: set[str] = set()
user = msgspec.json.decode(b'{"name": "a", "groups": ["x"]}', type=User)
print(user, msgspec.json.encode(user), msgspec.msgpack.decode(msgspec.msgpack.encode({"a": [1, 2.5, None]})))
try: msgspec.json.decode(b'{"name": 1}', type=User)
except msgspec.ValidationError as error: print(error)
`,
    expected: `User(name='a', groups={'x'}) b'{"name":"a","groups":["x"]}' {'a': [1, 2.5, None]}
Expected \`str\`, got \`int\` - at \`$.name\`
`,
    own: byPytest("tests", ["unit/test_json.py", "unit/test_struct.py", "unit/test_convert.py"]),
  },
  {
    project: "bitarray",
    warm: "import bitarray, bitarray.util",
    check: `
import bitarray
bits = bitarray.bitarray("1011")
print(bits.count(), (~bits).to01(), bits.tobytes())
`,
    expected: "3 0100 b'\\xb0'\n",
    own: {
      folder: null,
      program: `
import bitarray
result = bitarray.test(verbosity=0)
print(result.testsRun, result.wasSuccessful())
`,
      says: /^7\d\d True$/m,
    },
  },
  {
    project: "jiter",
    warm: "import jiter\njiter.from_json(b'[1]')",
    check: `
import jiter
print(jiter.from_json(b'{"a": [1, 2.5, null, "x"]}'))
try: jiter.from_json(b'[1,')
except ValueError as error: print(error)
`,
    expected: "{'a': [1, 2.5, None, 'x']}\nEOF while parsing a value at line 1 column 3\n",
    own: byPytest("crates", ["jiter-python/tests"], { needs: ["dirty-equals"] }),
  },
  {
    project: "librt",
    warm: "import librt, librt.internal",
    check: `
from librt.internal import ReadBuffer, WriteBuffer, read_int, read_str, write_int, write_str
out = WriteBuffer(); write_int(out, 12345); write_str(out, "text")
back = ReadBuffer(out.getvalue())
print(read_int(back), read_str(back))
`,
    expected: "12345 text\n",
  },
  {
    project: "luau-wasm",
    warm: "import luau_wasm\nluau_wasm.execute('print(1)')",
    check: `
import luau_wasm
print(luau_wasm.execute("local t = {} for i = 1, 3 do t[i] = i * i end print(table.concat(t, ' '))"), end="")
for source in ("error('raised')", "local x ="):
    try: luau_wasm.execute(source)
    except luau_wasm.LuauError as error: print("raised" in str(error), type(error).__name__)
`,
    expected: "1 4 9\nTrue LuauError\nFalse LuauError\n",
  },
];
