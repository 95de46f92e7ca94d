"""Our own scripts with short names and without what only people read.

For scripts as this project writes them: modules, every statement ended by a semicolon, no labels, no `switch`, no
`with`, no `eval`. A name is exchanged for a short one wherever it stands for a variable, everywhere for the same, so
scopes need no looking at.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import NamedTuple

# What a browser has by these names a script may use in one place, and declare a variable of its own in another.
_BROWSERS = frozenset(
    """addEventListener arguments close console crypto document event fetch find focus history innerHeight innerWidth
    length location matchMedia name navigator open origin parent performance print scroll scrollBy scrollTo scrollX
    scrollY self status stop top window""".split()  # noqa: SIM905
)
_KEYWORDS = frozenset(
    """as async await break catch class const constructor continue default delete do else export extends false finally
    for from function get if import in instanceof let meta new null of return set static super target this throw true
    try typeof var void while yield""".split()  # noqa: SIM905
)
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>\d[\d_]*(?:\.\d+)?)
    |(?P<name>\#?[A-Za-z_$][\w$]*)
    |(?P<sign>=>|\?\.(?!\d)|\.\.\.|[=!]==?|\*\*|\+\+|--|&&=?|\|\|=?|\?\?=?|[<>]=|[-+*%]=|.)""",
    re.DOTALL | re.VERBOSE,
)
_REGEX = re.compile(r"/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
# Of a template: its text up to an expression, or to its end.
_PIECE = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_WORD = re.compile(r"[\w$#]")
# Behind these an expression begins: a slash is a regular expression, a brace an object.
_BEFORE_EXPRESSION = frozenset("=(,[:?!{};+-*%<>") | frozenset(
    """=> && || ?? ??= === !== ... return typeof await of in const let default""".split()  # noqa: SIM905
)
_NO_OBJECT = frozenset(("=>", "{", "}", ";"))
_BEFORE_DECLARED = ("(", "[", "{", ",", ":", "...")
_CLOSING = ("}", ")", "]")


class Token(NamedTuple):
    kind: str
    text: str


class Variable(NamedTuple):
    """Where a name stands for a variable, as an index of tokens; a shorthand is the name of a property, too."""

    at: int
    is_shorthand: bool


def minified(script: str) -> str:
    """The script for browsers, which does the same. Names that it does not declare stay as they are."""
    tokens = list(_tokens(script))
    places, declared = _variables(tokens)
    declared -= _BROWSERS
    spared = {token.text for token in tokens if token.kind == "name"} - declared
    variables = [tokens[place.at].text for place in places]
    names = Counter(name for name in variables if name in declared)
    private = Counter(token.text for token in tokens if token.kind == "name" and token.text[0] == "#")
    short = {**_shortened(names, "", spared), **_shortened(private, "#", spared)}
    written = [short[token.text] if token.text in private else token.text for token in tokens]
    for (at, is_shorthand), name in zip(places, variables, strict=True):
        if name in names:
            written[at] = f"{name}:{short[name]}" if is_shorthand else short[name]
    return _put_together(written)


def _shortened(names: Counter[str], sign: str, spared: Collection[str]) -> dict[str, str]:
    """A short name for each, the shortest for the most frequent; none that is spared."""
    free = (sign + name for name in _short_names() if sign + name not in spared)
    return {name: next(free) for name, _times in names.most_common()}


def _tokens(script: str) -> Iterator[Token]:
    """What has a meaning, in order; of a template each piece of text is a token."""
    at, last = 0, ""
    depths: list[int] = []  # of each open template, how many braces are open in its expression
    while at < len(script):
        token = _special(script, at, last, depths) or _ordinary(script, at)
        if depths and token.kind == "sign":
            depths[-1] += (token.text == "{") - (token.text == "}")
        at += len(token.text)
        if token.kind != "space":
            last = token.text
            yield token


def _special(script: str, at: int, last: str, depths: list[int]) -> Token | None:
    """A piece of a template, or a regular expression, if one begins here."""
    sign = script[at]
    if sign == "`" or (sign == "}" and depths and depths[-1] == 0):
        piece = _PIECE.match(script, at)
        if piece is None:
            raise ValueError(script[at : at + 40])
        if sign == "}":
            depths.pop()
        if piece[0].endswith("${"):
            depths.append(0)
        return Token("text", piece[0])
    found = _REGEX.match(script, at) if sign == "/" and last in _BEFORE_EXPRESSION else None
    return Token("text", found[0]) if found else None


def _ordinary(script: str, at: int) -> Token:
    found = _TOKEN.match(script, at)
    if found is None or found.lastgroup is None:
        raise ValueError(script[at : at + 40])
    return Token(found.lastgroup, found[0])


def _variables(tokens: Sequence[Token]) -> tuple[list[Variable], set[str]]:
    """Where names stand for variables, and which of them are declared."""
    places: list[Variable] = []
    open_at: list[tuple[str, int]] = []  # the kind of each open bracket, and where it is
    opened: dict[int, int] = {}  # by where a bracket is closed
    is_class = False
    for index, (kind, text) in enumerate(tokens):
        before = _text(tokens, index - 1)
        is_class = is_class or (text == "class" and before != ".")
        if text in _CLOSING or (kind == "text" and text[0] == "}"):
            opened[index] = open_at.pop()[1]
        if text in ("{", "(", "[") or (kind == "text" and text.endswith("${")):
            open_at.append((_kind_of(text, before, is_class=is_class), index))
            is_class = is_class and text != "{"
        if kind == "name" and text not in _KEYWORDS and text[0] != "#":
            place = _place(index, before, _text(tokens, index + 1), open_at[-1][0] if open_at else "block")
            places += [place] if place else []
    declared: set[str] = set()
    for start, end in _declarations(tokens, opened):
        # Behind anything else stands the default of what is declared.
        here = [at for at, _ in places if start <= at <= end]
        declared |= {tokens[at].text for at in here if at == start or _text(tokens, at - 1) in _BEFORE_DECLARED}
    return places, declared


def _text(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _kind_of(text: str, before: str, *, is_class: bool) -> str:
    if text != "{":
        return text
    if is_class:
        return "class"
    return "object" if before in _BEFORE_EXPRESSION and before not in _NO_OBJECT else "block"


def _place(index: int, before: str, behind: str, around: str) -> Variable | None:
    """How a name stands here; None for the name of a property."""
    is_first = before in ("{", ",")
    is_method = behind == "(" and (is_first or before in ("get", "set", "async"))
    if before in (".", "?.") or (around == "object" and is_method):
        return None
    if around == "class" and before in ("{", "}", ";", "static", "get", "set", "async"):
        return None
    if around == "object" and is_first:
        return None if behind == ":" else Variable(index, is_shorthand=True)
    return Variable(index, is_shorthand=False)


def _declarations(tokens: Sequence[Token], opened: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The ranges of tokens in which variables are declared: names, destructuring, and parameters."""
    closed = {start: end for end, start in opened.items()}
    for index, (_kind, text) in enumerate(tokens):
        before = _text(tokens, index - 1)
        if text in ("const", "let", "class", "function") and before != ".":
            yield index + 1, closed.get(index + 1, index + 1)
        elif text == "=>":
            yield opened.get(index - 1, index - 1), index - 1
        elif text == "{" and before == ")" and _text(tokens, opened[index - 1] - 1) not in ("if", "for", "while"):
            yield opened[index - 1], index - 1


def _short_names() -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in count():
        high, low = divmod(number, len(letters))
        name = letters[low] if not high else letters[high - 1] + letters[low]
        if name not in _KEYWORDS:
            yield name


def _put_together(written: Sequence[str]) -> str:
    """With a space only where two words or two signs would become one."""
    pieces = [""]
    for text, behind in zip(written, [*written[1:], ""], strict=True):
        if (text == ";" and behind == "}") or (text == "," and behind in _CLOSING):
            continue  # the bracket ends it as well
        before = pieces[-1][-1:]
        if (_WORD.match(before) and _WORD.match(text)) or (before in ("+", "-", "/") and before == text[0]):
            pieces.append(" ")
        pieces.append(text)
    return "".join(pieces)
