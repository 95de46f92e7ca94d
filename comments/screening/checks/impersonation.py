"""Whether a name, or the e-mail, could make readers take a visitor for the publication or one of its moderators.

A name of two words or more, the publication's or a moderator's, must not occur in another: "Harbour Lantern Team". A
protected word must not be a word of it, in the plural or behind "the" either: "Site Editor" and "Editors" wait,
"Modesto" and "Editha" pass. A user name must not be the whole of it, no more, since many are first names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Site
from comments.net import emails
from comments.screening.vocabulary import Candidate, Check, Judgement, ProtectedNames, Staff, clear, hold
from comments.text.characters import BETWEEN_WORDS, LETTER_OR_DIGIT, MARKS
from comments.text.lookalikes import name_keys
from comments.text.normalization import visible

CODE = "imitation"
_LONGEST_RUN = 6  # words of a name that are read as one protected name
_ARTICLE = 3  # letters: The, Der, Les, El
_SHORTEST_PIECE = 2  # letters of a protected word in pieces: Ad Min, but not Ann A.
_WRITTEN_WITH = ("{}", "{}s", "the{}", "site{}", "{}team")
# Look-alikes of letters such as | belong to a word.
_BETWEEN_WORDS = re.compile(rf"(?:(?!\|){BETWEEN_WORDS})+")
# J o h n: letters set apart make one word, two are initials.
_ALONE = rf"{LETTER_OR_DIGIT}[{MARKS}]*+(?!{LETTER_OR_DIGIT})"
_SPELLED = re.compile(rf"(?<!{LETTER_OR_DIGIT}){_ALONE}(?:{BETWEEN_WORDS}{{1,3}}{_ALONE}){{2,}}")
# What people write for letters beside the look-alikes: @dmin, $ite 4dmin, Adm!n.
_AS_LETTERS = str.maketrans("@4$53!", "aassei")


def check(candidate: Candidate, site: Site) -> Judgement:
    staff = candidate.context.staff
    if candidate.is_staff:
        return clear(_("Written by the publication."))
    if candidate.context.reputation.is_trusted:
        return clear(_("The author is trusted under this name."))
    if imitated := _imitated(candidate.name, candidate.context.protected):
        reason = _("The name looks like “%(name)s”, which is protected here.") % {"name": imitated}
        return hold(reason, code=CODE, told=_("A moderator will check the author's name first."), is_firm=True)
    if candidate.email and emails.canonical(candidate.email) in staff.emails:
        # Its author is told nothing of it: a stranger would learn whose address that is.
        return hold(_("The email address is a moderator's."), code=CODE, is_firm=True)
    return clear(_("Resembles no protected name."))


def _imitated(name: str, names: ProtectedNames) -> str | None:
    """The protected name that this one looks like, or holds."""
    for reading in dict.fromkeys([name, name.translate(_AS_LETTERS)]):
        parts, words = _parts(reading), _words(reading)
        found = (
            _first(names.whole, [reading])
            or _first(names.words, [*parts, *words, *_runs(words, shortest=_SHORTEST_PIECE)])
            or _first(names.phrases, _runs(words))
        )
        if found:
            return found
    return None


def _first(protected: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((protected[key] for name in names for key in sorted(name_keys(name)) if key in protected), None)


def protected(site_name: str, listed: str, staff: Staff) -> ProtectedNames:
    """The names of a site, one listed name a line, and of its staff."""
    everywhere = [site_name, *_without_article(site_name), *(line.strip() for line in listed.splitlines())]
    people = [order for name in staff.full_names for order in (name, " ".join(reversed(_words(name))))]
    phrases = [name for name in (*everywhere, *people) if len(_words(name)) > 1]
    words = _by_key(name for name in everywhere if len(_words(name)) == 1)
    whole = _by_key([*everywhere, *people, *staff.usernames])
    return ProtectedNames(whole, _written_with(words.values()) | words, _by_key(phrases))


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key: name for name in names for key in name_keys(name)}


def _written_with(words: Iterable[str]) -> dict[str, str]:
    """By key, as they stand in one word with others: admins, theadmin."""
    return {key: word for word in set(words) for form in _WRITTEN_WITH for key in name_keys(form.format(word))}


def _without_article(name: str) -> list[str]:
    """Harbour Lantern, of The Harbour Lantern; The Times stays as it is."""
    words = _words(name)
    return [" ".join(words[1:])] if len(words) > 2 and len(words[0]) <= _ARTICLE else []


def _words(name: str) -> list[str]:
    """The words of a name as readers see them: SiteAdmin2 has three, A.d.m.i.n has one."""
    return [word for part in _parts(name) for word in _cut(part)]


def _parts(name: str) -> list[str]:
    joined = _SPELLED.sub(lambda found: _BETWEEN_WORDS.sub("", found[0]), visible(name))
    return [part for part in _BETWEEN_WORDS.split(joined) if part]


def _cut(part: str) -> Iterator[str]:
    """Where a capital follows a small letter or begins one, or a figure follows a letter, a word begins: ADMINTeam."""
    start = 0
    for place in range(1, len(part)):
        before, here, after = part[place - 1], part[place], part[place + 1 : place + 3]
        # One small letter behind capitals is their plural, or none of a word.
        is_capital = here.isupper() and (before.islower() or (before.isupper() and len(after) > 1 and after.islower()))
        if is_capital or (before.isalpha() and here.isdigit()):
            yield part[start:place]
            start = place
    yield part[start:]


def _runs(words: list[str], *, shortest: int = 1) -> Iterator[str]:
    """Every few words in a row, as one; none with a word of fewer letters than `shortest`."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_RUN, len(words)) + 1):
            if len(words[end - 1]) < shortest:
                break
            yield "".join(words[start:end])


CHECK = Check(
    name="imitation",
    label=gettext_lazy("Imitation of staff"),
    function=check,
    codes={CODE: gettext_lazy("Imitation of staff")},
)
