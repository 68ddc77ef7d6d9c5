// First passwords.
import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, first_password } from "./password.ts";

test("first_password_has_both_cases_a_digit_and_four_groups", () => {
  for (let turn = 0; turn < 200; turn++) {
    const password = first_password();
    assert.match(password, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[A-Z][2-9][a-z2-9]{2}$/);
    assert.doesNotMatch(password, /[lo01]/);
  }
});

test("first_password_is_another_one_each_time", () => {
  assert.equal(new Set(Array.from({ length: 100 }, () => first_password())).size, 100);
});

test("draw_stays_below_its_limit", () => {
  for (let turn = 0; turn < 200; turn++) assert.ok(draw(3) < 3);
});
