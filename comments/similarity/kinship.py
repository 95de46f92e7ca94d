"""Tells which texts are so near to one of a few others that they may be spun from the same.

That is a weaker likeness than that of a cluster, and found by comparing each with each: so it is for hundreds of texts
that a person will look at, and decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from comments.similarity import fingerprints
from comments.similarity.fingerprints import Fingerprint

# Measured: with 60 samples of a flood, all others of its texts, or nine in ten where whole sentences were shuffled; of
# 5,000 real comments none. Short texts share stock phrases and need more, and more again where neither has a contact.
_NEAR = 0.25
_FOR_SHORTNESS = 2.5
_NEAR_WITH_CONTACT = 0.2
_FOR_SHORTNESS_WITH_CONTACT = 1.5


def kin_of(texts: Mapping[int, str], samples: Sequence[str]) -> set[int]:
    """The keys of the texts that are near to one of the samples."""
    known = [found for found in map(fingerprints.fingerprint, samples) if found.words]
    return {key for key, text in texts.items() if known and _is_kin(fingerprints.fingerprint(text), known)}


def _is_kin(text: Fingerprint, samples: Iterable[Fingerprint]) -> bool:
    return bool(text.words) and any(_are_kin(text, sample) for sample in samples)


def _are_kin(one: Fingerprint, other: Fingerprint) -> bool:
    """One that bears a link, an address or a number is no kin of one that does not: the others may talk about it."""
    if one.has_contact != other.has_contact:
        return False
    near, shortness = (_NEAR_WITH_CONTACT, _FOR_SHORTNESS_WITH_CONTACT) if one.has_contact else (_NEAR, _FOR_SHORTNESS)
    return fingerprints.similarity(one, other) >= near + shortness / min(len(one.words), len(other.words))
