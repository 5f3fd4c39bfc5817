import assert from "node:assert/strict";
import process from "node:process";
import {
  jsonParts,
  memberTexts,
  PiecedText,
  RawJson,
  rawJson,
  RawList,
} from "../../src/core/raw_json.ts";

Deno.test("what is JSON is passed on, numbers as they were written", () => {
  for (
    const text of [
      "null",
      "0",
      "-0.0",
      "1.50",
      "1e+22",
      "123456789012345678901234567890",
      '""',
      '"\u00e9 \\\\"',
      "[]",
      "{}",
      '[[],{"a":[{}]},""]',
      '{"":1,"":2,"__proto__":3}',
      "[true,false,null]",
    ]
  ) {
    assert.equal(rawJson(text, 10).text, text);
  }
});

Deno.test("blanks are taken out, and texts written as they need be", () => {
  assert.equal(
    rawJson(' \n[ 1 ,\t{ "a" : "\\u0041\\/" , "b\\u0022" : [ ] } ] \r', 10).text,
    '[1,{"a":"A/","b\\"":[]}]',
  );
  assert.equal(rawJson('"\\ud83d\\ude00\\n\\ud800"', 0).text, '"\u{1F600}\\n\\ud800"');
});

Deno.test("what is no JSON is refused", () => {
  const wrong = [
    "",
    " ",
    "[",
    "]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{",
    "{1:2}",
    '{"a"}',
    '{"a":}',
    "1 2",
  ];
  wrong.push('{"a":1,}', '{"a":1]', "[1}", "01", "+1", ".5", "1.", "1e", "-", "NaN", "tru", "nul");
  wrong.push(
    '"',
    '"\\"',
    '"\n"',
    '"\\x"',
    '"\\u12"',
    "'a'",
    "[1]]",
    "truefalse",
    "\u00a01",
    '"a" "b"',
  );
  for (const text of wrong) {
    assert.throws(() => JSON.parse(text), text);
    assert.throws(() => rawJson(text, 10), SyntaxError, text);
  }
});

Deno.test("it agrees with JSON.parse on texts that were spoilt by a character", () => {
  const sample = '{"a": [1.5, -2e3, "x\\n", {"b": null}], "c": [true, [], {}]}';
  let accepted = 0;
  for (let at = 0; at < sample.length; at++) {
    for (const character of '{}[]",:\\ \n0-.eEtn') {
      const text = sample.slice(0, at) + character + sample.slice(at + 1);
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        assert.throws(() => rawJson(text, 10), SyntaxError, text);
        continue;
      }
      accepted++;
      assert.deepEqual(JSON.parse(rawJson(text, 10).text), expected, text);
    }
  }
  assert.ok(accepted > 100, String(accepted));
});

Deno.test("it may be nested as deep as is said", () => {
  const nested = (depth: number) => "[".repeat(depth) + "1" + "]".repeat(depth);
  assert.equal(rawJson(nested(3), 3).text, nested(3));
  assert.throws(() => rawJson(nested(4), 3), {
    name: "RangeError",
    message: "it is nested deeper than 3 levels",
  });
});

Deno.test("half a mebibyte is looked through in less than a tenth of a second", () => {
  const bytes = 512 * 1024;
  const fill = (piece: string) => `[${piece.repeat((bytes - 10) / piece.length)}1]`;
  for (const text of [fill("1,"), fill('"\\u0041",'), fill(" "), fill('"\\\\",'), fill("{},")]) {
    const times = Array.from({ length: 10 }, () => {
      const before = process.cpuUsage();
      rawJson(text, 10);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    // Of processor time, and more than it takes: machines differ.
    assert.ok(Math.min(...times) < 100, `${text.slice(0, 20)}: ${Math.min(...times)} ms`);
  }
});

Deno.test("raw values are written out among the members of objects", () => {
  const value = {
    a: new RawJson("3.0"),
    b: { c: new RawJson("[1e5]"), d: undefined },
    e: [1],
    f: null,
  };
  assert.equal([...jsonParts(value)].join(""), '{"a":3.0,"b":{"c":[1e5]},"e":[1],"f":null}');
});

Deno.test("long strings are written in pieces, and none of them ends within a character or an escape sequence", () => {
  const pieced = new PiecedText(() => ["abc", "", "d".repeat(300_000), "e"]);
  for (const unit of ["a", "\u20ac", "\ud83d\ude00", '"', "\n", "\u0001", "\ud83d", "\ude00"]) {
    for (let shift = 0; shift < 7; shift++) {
      const long = "x".repeat(shift) + unit.repeat(150_000);
      const value = {
        a: long,
        b: { c: pieced, d: long, e: {} },
        f: new PiecedText(() => []),
        g: long.slice(0, 9),
      };
      const parts = [...jsonParts(value)];
      assert.equal(parts.join(""), JSON.stringify(value));
      assert.ok(parts.length > 2);
      for (const part of parts) {
        assert.ok(part.length < 2_000_000);
        assert.ok(!/(?:^|[^\\])(?:\\\\)*\\(?:u.{0,3})?$/.test(part.slice(-20)));
        if (unit === "\ud83d\ude00") assert.ok(part.isWellFormed());
      }
    }
  }
});

Deno.test("a list of raw values comes in parts that end neither within a character nor behind half an escape", () => {
  const texts = ["[]", `"${"\\\\".repeat(300_001)}"`, `"a${"\\\\".repeat(300_001)}\\n"`];
  texts.push(`"${"\u{1F600}".repeat(200_000)}"`, `"a${"\u{1F600}".repeat(200_000)}"`, "1.0");
  const parts = [...jsonParts({ list: new RawList(texts.map((text) => new RawJson(text))), b: 1 })];
  assert.equal(parts.join(""), `{"list":[${texts.join(",")}],"b":1}`);
  assert.ok(parts.length > 10);
  for (const part of parts) {
    assert.ok(part.isWellFormed() && part.length < 300_000);
    let end = part.length;
    while (part[end - 1] === "\\") end--;
    assert.equal((part.length - end) % 2, 0);
  }
  assert.equal([...jsonParts({ list: new RawList([]) })].join(""), '{"list":[]}');
});

Deno.test("a list of raw values is an array for JSON.stringify, too", () => {
  const list = new RawList([rawJson('{"a":1.0}', 9), rawJson("[]", 9)]);
  assert.equal(JSON.stringify({ list }), '{"list":[{"a":1.0},[]]}');
});

Deno.test("arrays of objects are written in parts, and others as they are", () => {
  const long = "x\u00e9".repeat(300_000);
  const value = {
    contents: [{ type: "text", text: long }, {
      resource: { blob: new PiecedText(() => ["a", "b"]) },
    }],
    mixed: [{ a: 1 }, 2, [{}]],
    empty: [],
    number: [new RawJson("1.0")],
  };
  const parts = [...jsonParts(value)];
  assert.equal(parts.join(""), JSON.stringify(value));
  assert.ok(parts.length > 2 && parts.every(({ length }) => length < 300_000));
});

Deno.test("the members of an object are cut out as they are", () => {
  const members: readonly (readonly [string, string])[] = [
    ["a", '"}, \\" \\\\"'],
    ['b"\u00e9', '{"a":[{"b":"]"},"c"]}'],
    ["", "[[],{}]"],
    ["number", "-1.50e3"],
    ["__proto__", "null"],
  ];
  const text = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
  assert.deepEqual([...memberTexts(new RawJson(text))], members);
  assert.deepEqual([...memberTexts(new RawJson("{}"))], []);
  assert.deepEqual([...memberTexts(new RawJson('{"a":1,"a":[2]}'))], [["a", "[2]"]]);
});
