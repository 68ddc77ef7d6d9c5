// Lines of JSON pointers and of mistakes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { json_lines, line_of } from "./json_lines.ts";

const TEXT = `{
  "version": 1,
  "moves": {
    "agent": {
      "ON_BREAK": ["AVAILABLE",
        "FLY"]
    }
  },
  "a/b": {"~": null}
}
`;

test("each_pointer_has_its_line", () => {
  const { lines, mistake } = json_lines(TEXT);
  assert.equal(mistake, null);
  const expected: [string, number][] = [
    ["", 1],
    ["/version", 2],
    ["/moves", 3],
    ["/moves/agent/ON_BREAK", 5],
    ["/moves/agent/ON_BREAK/0", 5],
    ["/moves/agent/ON_BREAK/1", 6],
    ["/a~1b/~0", 9],
  ];
  for (const [pointer, line] of expected) assert.equal(lines.get(pointer), line, pointer);
});

test("a_pointer_to_nothing_has_the_line_of_what_is_above_it", () => {
  const { lines } = json_lines(TEXT);
  assert.equal(line_of(lines, "/moves/agent/AVAILABLE"), 4);
  assert.equal(line_of(lines, "/nothing/at/all"), 1);
  assert.equal(line_of(lines, ""), 1);
});

test("a_mistake_is_told_with_its_line", () => {
  const cases: [string, number, RegExp][] = [
    ['{"a": 1\n"b": 2}', 2, /comma/],
    ['{"a": [1,\n]}', 2, /value is missing/],
    ["{\n  a: 1}", 2, /name in quotes/],
    ['{"a": "x\n"}', 1, /not closed/],
    ["{} {}", 1, /follow/],
    ["", 1, /value is missing/],
    ['{"a" 1}', 1, /colon/],
  ];
  for (const [text, line, sentence] of cases) {
    const { mistake } = json_lines(text);
    assert.equal(mistake?.line, line, text);
    assert.match(mistake?.sentence ?? "", sentence, text);
  }
});

test("what_the_browser_parses_has_no_mistake_and_the_reverse", () => {
  const texts = ["null", " [1, -2.5e+3, true] ", '"\\u00e9\\n"', '{"a":{}}', "[1,]", "01", "'a'", '"\t"', "[", "nul"];
  for (const text of texts) {
    let sound = true;
    try {
      JSON.parse(text);
    } catch {
      sound = false;
    }
    assert.equal(json_lines(text).mistake === null, sound, text);
  }
});
