"""Tells whether two texts say nearly the same, and by which bands similar texts find each other.

A text is the set of its words, compared by Jaccard similarity: spinning a text breaks most phrases but keeps many of
the words. Worth comparing are texts that share a band: two or three words that come first under random orders of all
words (MinHash: Broder, On the resemblance and containment of documents, 1997; bands: Leskovec, Rajaraman, Ullman,
Mining of Massive Datasets, chapter 3).
"""

import re
import struct
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice, pairwise

from comments.limits import TEXT_CEILING
from comments.text.characters import DIGITS, IDEOGRAPHS, KANA, SOUTH_EAST_ASIAN, SPACELESS, word
from comments.text.lookalikes import skeleton
from comments.text.markup import lexer, links
from comments.text.markup.pieces import Piece, Tag, text_of
from comments.text.normalization import fold_line, visible

ENOUGH_WORDS = 8
# What long texts need. Short ones share stock phrases with any other and need more: 0.53 of 20 words, 0.7 of ten.
SIMILAR = 0.35
FOR_SHORTNESS = 3.5
# The same where both texts bear a link, an e-mail address or a telephone number, which honest comments seldom do.
SIMILAR_WITH_CONTACT = 0.3
FOR_SHORTNESS_WITH_CONTACT = 2.0
# Spun texts share words here and there: if they are of similarity s by words, then of about s² by neighbouring words.
# With more than s(s + 0.15) they share one passage: a quote, unless it is nearly all there is.
QUOTE_BELOW = 0.6
IN_ONE_PIECE = 0.15

_MOST_WORDS = 2_000
_FEWEST_DIFFERENT = 4
_LONG = 4
_64_BITS = (1 << 64) - 1
# Of how many minima each band is made. Pairs find what is barely alike, but after 3,000 comments a stranger has had
# every fourth of them; of the triples, every twentieth.
_BANDS = (2, 2, 2, 2, 3, 3, 3, 3, 3, 3)
_ROW = struct.Struct(f">{sum(_BANDS)}I")

# UAX #29 leaves scripts without spaces to dictionaries; overlapping pieces serve as words here.
_ONE_KANA = re.compile(f"[{KANA}]")
# Nearly all there is in Latin script; what follows is slower.
_RUN = re.compile("[a-z\u0080-\U0010ffff]++")
_WORD = re.compile(rf"({word(DIGITS + SPACELESS)})|([{IDEOGRAPHS}{KANA}]++)|([{SOUTH_EAST_ASIAN}]++)")

# Ends that are no English words, so that a missing space after a full stop makes no address.
_TOP = (
    "ai|app|biz|br|cc|click|club|cn|co|com|de|dev|eu|example|fr|gg|icu|info|io|jp|link|live|ly|net|nl|online|org|pl|ru"
    "|shop|site|store|test|top|tv|ua|uk|vip|website|xyz"
)
_LABEL = "[a-z0-9-]{1,63}+"
_URL_PART = f'[^\\s<>"{SPACELESS}]'
# What somebody may be reached by, after folding, whether or not it is an address as `emails` and `links` have it: bands
# that are stored already hash what this finds.
_CONTACT = re.compile(
    rf"(?<![a-z0-9._%+-])[a-z0-9._%+-]{{1,64}}+@{_LABEL}(?:\.{_LABEL})++"
    rf"|(?<![a-z0-9.-])(?:{_LABEL}\.){{1,8}}(?:(?:{_TOP})(?![a-z0-9-])(?:/{_URL_PART}*+)?|[a-z]{{2,}}+/{_URL_PART}++)"
    r"|(?<!\w)(?:\+|\(?0)?\d(?:[ ().-]{0,2}\d){6,14}(?!\w)"
)
_NUMBER = re.compile(r"\b\d(?:[.,]?\d)*+\b")
# A year, a percentage or "10/10" is no number to pay or to be reached by.
_TELLING_NUMBER = re.compile(
    r"[$£¥\u20a0-\u20c0] ?\d|\d ?[$£¥\u20a0-\u20c0]|\b(?!(?:19|20)\d\d\b)\d(?:[., -]?\d){2,}+(?! ?%)"
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of a text is compared: 64-bit hashes of its `words` and of `pairs` of neighbouring words.

    `sought` are the words of which its bands are made. `has_contact` if it bears a link, an e-mail address or a
    telephone number. All are empty for a text that is never a repeat, such as a short one.
    """

    words: frozenset[int] = frozenset()
    pairs: frozenset[int] = frozenset()
    sought: frozenset[int] = frozenset()
    has_contact: bool = False


def fingerprint(text: str) -> Fingerprint:
    """Make the fingerprint of a text as it was typed.

    Links, addresses, numbers, accents, emoji and punctuation make no difference. A short text with an address or a
    telling number is one word, in which any letter makes a difference; other short texts have none.
    """
    pieces = list(lexer.read(text))
    targets = [address for piece in pieces if (address := _target(piece))]
    plain = fold_line(visible("".join(map(text_of, pieces))))[:TEXT_CEILING]
    addresses = list(links.find_addresses(plain))
    masked, contacts = _CONTACT.subn(" ", links.replace_addresses(plain, lambda _address: " "))
    contacts += len(targets) + len(addresses)
    masked, numbers = _NUMBER.subn(" ", masked)
    words, count = _words(skeleton(masked.replace("'", "").replace("\u2019", "")))
    if contacts + numbers + count >= ENOUGH_WORDS and len(set(words)) >= _FEWEST_DIFFERENT:
        return _hashed(words, has_contact=contacts > 0)
    if contacts or _TELLING_NUMBER.search(plain):
        whole = frozenset({_hash("".join(filter(str.isalnum, "".join([plain, *targets]))))})
        return Fingerprint(words=whole, sought=whole, has_contact=contacts > 0)
    return Fingerprint()


def _target(piece: Piece) -> str:
    """Where a link leads whose address may be none of its words."""
    return fold_line(visible(piece.target)) if isinstance(piece, Tag) else ""


def bands(of: Fingerprint) -> tuple[int, ...]:
    """Return the ten bands of a text, signed 64-bit integers; none of a text that is never a repeat.

    Measured: of two texts of similarity 0.5, 77 in 100 share a band, at 0.6 it is 94, at 0.7 it is 99.
    """
    if not of.sought:
        return ()
    rows = [_ROW.unpack(_random_bytes(word)) for word in of.sought]
    least = iter([min(column) for column in zip(*rows, strict=True)])
    return tuple(_band(number, *islice(least, minima)) for number, minima in enumerate(_BANDS))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """Return the Jaccard similarity of their words, 0 to 1."""
    return _jaccard(one.words, other.words)


def are_similar(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts say nearly the same. Short texts must share more; one that only quotes the other does not."""
    shared = similarity(one, other)
    if not shared or shared < _needed(one, other):
        return False
    return shared >= QUOTE_BELOW or _jaccard(one.pairs, other.pairs) < shared * (shared + IN_ONE_PIECE)


def _needed(one: Fingerprint, other: Fingerprint) -> float:
    fewest = min(len(one.words), len(other.words))
    if one.has_contact and other.has_contact:
        return min(1.0, SIMILAR_WITH_CONTACT + FOR_SHORTNESS_WITH_CONTACT / fewest)
    return min(1.0, SIMILAR + FOR_SHORTNESS / fewest)


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def _words(bare: str) -> tuple[list[str], float]:
    """The words in order, and how many a reader would count."""
    words: list[str] = []
    count = 0.0
    for run in _RUN.findall(bare):
        for spaced, east_asian, south_east_asian in [(run, "", "")] if run.isascii() else _WORD.findall(run):
            if spaced:
                words.append(spaced)
                count += 1
            elif east_asian:
                words += _pieces(east_asian, 2)
                kana = len(_ONE_KANA.findall(east_asian))
                count += (len(east_asian) - kana) / 2 + kana / 3
            else:
                words += _pieces(south_east_asian, 4)
                count += len(south_east_asian) / 5
    return words[:_MOST_WORDS], count


def _pieces(run: str, letters: int) -> list[str]:
    return [run[start : start + letters] for start in range(max(1, len(run) - letters + 1))]


def _hashed(words: list[str], *, has_contact: bool) -> Fingerprint:
    hashes = {word: _hash(word) for word in dict.fromkeys(words)}
    row = [hashes[word] for word in words]
    pairs = frozenset((left * 3 + right) & _64_BITS for left, right in pairwise(row))
    # Every text of a language has the same short words, which would have unlike texts share bands.
    long = frozenset(hashed for word, hashed in hashes.items() if len(word) >= _LONG or word >= "\u3000")
    return Fingerprint(frozenset(row), pairs, long if len(long) >= _FEWEST_DIFFERENT else frozenset(row), has_contact)


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _random_bytes(word: int) -> bytes:
    key = word.to_bytes(8)
    return blake2b(key, digest_size=64).digest() + blake2b(key, digest_size=_ROW.size - 64).digest()


def _band(*parts: int) -> int:
    packed = struct.pack(f">{len(parts)}I", *parts)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), signed=True)
