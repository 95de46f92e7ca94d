"""Scripts with short names do what they did."""

import shutil
import subprocess

import pytest

from comments.web.minified import minified

pytestmark = pytest.mark.once

SCRIPT = """
/** A comment, and `a template` in it. */
const WORDS = { a: ["one"], b: [] };
// Another; const nothing = 1;
class Counter {
  #times = 0;
  static kinds = ["x"];
  get times() {
    return this.#times;
  }
  add(value = WORDS.a.length, { step = 1, name: called } = {}) {
    this.#times += value * step;
    return `${called ?? "none"}: {${[value, step].map((one) => `${one}`).join("}")}}`;
  }
}
function told(location, ...rest) {
  const { a, b: other = new Set(), ...left } = location;
  const result = [];
  for (const [key, value] of Object.entries(left)) {
    try {
      result.push(value / 2 > 1 ? key : value.nothing.here);
    } catch (error) {
      result.push(error instanceof TypeError, /[/"'`]\\/{1,2}/g.test("//"));
    }
  }
  const shorthand = { a, other, rest, result, method(argument) { return argument + +a; } };
  let first = 1, second = 2;
  if (first) first = second;
  return JSON.stringify([shorthand, shorthand.method(2), first, other.size]);
}
const counter = new Counter();
const said = [counter.add(), counter.add(2, { step: 3, name: "n" }), counter.times, Counter.kinds];
console.log(JSON.stringify(said), told({ a: 1, c: 4, d: null }, "x"), typeof undefined);
"""


def run(script: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("only programs can run a script")
    return subprocess.run(
        [node, "--input-type=module"], input=script, capture_output=True, text=True, check=True
    ).stdout


def test_it_means_what_it_meant() -> None:
    short = minified(SCRIPT)

    assert len(short) < len(SCRIPT) * 0.6
    assert "WORDS" not in short
    assert "#times" not in short
    assert run(short) == run(SCRIPT)


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("const long = 1;\nlong + +long;\n", "const a=1;a+ +a;"),
        ("const { place, event } = it;\nit.place = { place };", "const{place:a,event}=it;it.place={place:a};"),
        (
            "const find = (one, two = location) => one.two ? `${two}}` : /a b/;",
            "const find=(a,b=location)=>a.two?`${b}}`:/a b/;",
        ),
    ],
)
def test_it_shortens_what_stands_for_a_variable(script: str, short: str) -> None:
    assert minified(script) == short
