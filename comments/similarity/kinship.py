"""Tells which texts are so near to one of a few others that they may be spun from the same.

That is a weaker likeness than that of a cluster, and found by comparing each with each: so it is for hundreds of texts
that a person will look at, and decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from comments.similarity import fingerprints
from comments.similarity.fingerprints import Fingerprint

# Measured: from 20 samples of a flood, all others of its texts are found, or 97 in 100 where whole sentences were
# shuffled; of 5,000 real comments none. Short texts share stock phrases and need more, and more without a contact.
_NEAR = 0.25
_FOR_SHORTNESS = 2.5
_NEAR_WITH_CONTACT = 0.2
_FOR_SHORTNESS_WITH_CONTACT = 1.5
# Where sentences are shuffled, a text may share none with a sample, but one with another that does.
_STEPS = 4
_SAMPLES_OF_STEP = 60


def kin_of(texts: Mapping[int, str], samples: Sequence[str]) -> set[int]:
    """The keys of the texts that are near to one of the samples, or to one that is, by a few steps."""
    known = [found for found in map(fingerprints.fingerprint, samples) if found.words]
    if not known:
        return set()
    left = {key: fingerprints.fingerprint(text) for key, text in texts.items()}
    kin: set[int] = set()
    for _step in range(_STEPS):
        found = [key for key, text in left.items() if _is_kin(text, known)]
        kin.update(found)
        # From what differs most, further of the rest are reached: the texts come in no order, so any few will do.
        known = [left.pop(key) for key in found][:_SAMPLES_OF_STEP]
    return kin


def bears_contact(text: str) -> bool:
    """Whether it bears a link, an email address or a telephone number."""
    return fingerprints.fingerprint(text).has_contact


def _is_kin(text: Fingerprint, samples: Iterable[Fingerprint]) -> bool:
    return bool(text.words) and any(_are_kin(text, sample) for sample in samples)


def _are_kin(one: Fingerprint, other: Fingerprint) -> bool:
    """One that bears a link, an address or a number is no kin of one that does not: the others may talk about it."""
    if one.has_contact != other.has_contact:
        return False
    near, shortness = (_NEAR_WITH_CONTACT, _FOR_SHORTNESS_WITH_CONTACT) if one.has_contact else (_NEAR, _FOR_SHORTNESS)
    return fingerprints.similarity(one, other) >= near + shortness / min(len(one.words), len(other.words))
