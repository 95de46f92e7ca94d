"""What synthetic comments say: some thousand texts of ordinary lengths, each rendered once."""

import math
from dataclasses import dataclass
from random import Random

from comments.text import markup, normalization

MOST = 3_000
USUAL_LENGTH = 200
_SPREAD = 0.85
_LONGEST = 4_000
_IN_PARAGRAPH = 4
_SENTENCE = 70

_SENTENCES = (
    "I have lived beside {thing} for {years} years and never once saw {somebody} look at it.",
    "What is missing here is the price of {thing}.",
    "{Somebody} said the same in the spring, and nobody listened then either.",
    "My {relative} worked on {thing} and would have laughed at the second paragraph.",
    "Thank you for writing about {thing} at last.",
    "The figures do not add up: {years} times that would be more than the whole budget for {thing}.",
    "I walked past {thing} this morning and it was {state}.",
    "Has anybody asked {somebody} what happens to {thing} in winter?",
    "I was there, and it was not like that at all.",
    "There is a much simpler way: leave {thing} as it is and mend {other}.",
    "With respect, this confuses {thing} with {other}.",
    "We had exactly this argument over {other}, {years} years ago.",
    "The photograph shows {other}, not {thing}.",
    "Could the author say where the number comes from?",
    "I changed my mind twice while reading this.",
    "{Somebody} ought to be asked about {thing} in public, with the minutes kept.",
    "It is easy to be against {thing} if you never have to use it.",
    "People who live out by {other} will tell you something else.",
    "Nobody in our street was told that {thing} would be {state}.",
    "I cycle that way every day, and {thing} is {state} half of the time.",
    "The timetable in the article is the old one; since June everything leaves ten minutes later.",
    "Small correction: it is {years} metres, not feet.",
    "This is the best thing I have read here all month.",
    "I would rather have {other} back.",
    "If {thing} closes, the school loses its only way across.",
    "My {relative} has kept a diary of it since the beginning, {years} volumes so far.",
    "Let us not pretend that {somebody} did not know.",
    "It was {state} when I was a child and it is {state} now.",
    "Perhaps {somebody} could come and stand in the queue with us.",
    "The committee met {years} times and wrote one page.",
    "I disagree with nearly everything above, but it is well argued.",
    "You can hear {thing} from our kitchen when the wind is in the east.",
    "Every other town of this size has managed without {thing}.",
    "Where exactly was this measured?",
    "The last time somebody promised to mend {thing}, it took {years} years.",
    "As somebody who has to repair {other} for a living, I can only sigh.",
    "Please keep following this story.",
    "I do not understand why {thing} has to be decided before the summer.",
    "It sounds like a great deal of money, but divided by everybody who uses it, it is a cup of coffee a year.",
    "Has nobody noticed that {other} stands empty for most of the week?",
    "The plan is older than the people who now oppose it.",
    "I wrote to {somebody} about this and got a very polite answer about {other}.",
    "Of course it is {state}: nobody has painted it since the opening.",
    "What about the people who work nights?",
    "Half of the comments here are about {other}, which nobody proposed to touch.",
    "I have measured it myself with a piece of string and a {relative}.",
    "It would help to see the map.",
    "The {relative} of a friend of mine built the model in the foyer, and even that leans.",
    "There used to be a bench there.",
    "You forgot to mention that the vote was {years} to one.",
    "The tide does not read the newspaper.",
    "I signed the petition, and I would sign it again.",
    "Not everything that is old is worth keeping, but {thing} is.",
    "Not everything that is new is progress, and {thing} proves it.",
    "Read the report before you write about the report.",
    "Am I the only one who likes the colour?",
    "They should have asked the ferrymen first.",
    "I counted {years} of them from the window while reading this.",
    "The same company did {other}, and we all know how that ended.",
    "Can we have a follow-up in a year?",
    "My apprentice could do it in a week, if {somebody} let him.",
    "It is not about {thing}, it is about who was asked.",
    "Somebody should put this on a sign beside {thing}.",
    "For those who were not there: it rained, {somebody} spoke, and nothing was decided.",
    "This is what comes of saving on {other}.",
    "I take back what I wrote last week about {somebody}.",
    "A lovely piece, and a sad one.",
    "The comparison with {other} is unfair; that had a foundation.",
    "Nobody counts the hours that volunteers put into {thing}.",
    "It may be {state}, but it is ours.",
    "One question nobody asks: who keeps the keys?",
    "Our club offered to look after {thing} for nothing and never had a reply.",
    "I moved here because of {thing}, and I am staying in spite of it.",
    "It would have been cheaper to give everybody in the street a boat.",
    "Whoever wrote the headline has not read the article.",
    "The interview with {somebody} was worth the subscription.",
    "I have a box of letters about it in the attic, should the archive want them.",
    "The engineers say {years} years, which means twice that.",
    "They rang the bell for it in my grandmother's day.",
    "I am not against it, I am against the way it is done.",
)
_SHORT = (
    "Exactly.", "Well said.", "No.", "Thank you!", "Source?", "This.", "I doubt it.", "Same here.", "Seconded.",
    "Quite so.", "Could not agree more.", "Not in my street.", "Ha!", "Good question.", "It was a Tuesday.",
    "Finally.", "And then?", "Hear, hear.", "I was there too.", "Fair enough.",
)  # fmt: skip
_MARKED = (
    "I mean <em>every</em> day, not only on Sundays.",
    "<blockquote>Nobody was told.</blockquote>\n\nThat is not true: there was a leaflet.",
    "The minutes are here: https://council.example.org/minutes/{years}",
    '<strong>Correction:</strong> the <a href="https://archive.example.net/{years}">archive</a> has another date.',
    "Look at www.example.com/maps before you say that.",
)
_HEADLINES = (
    "What {somebody} has in mind for {thing}",
    "{Thing} is {state} again",
    "How {thing} came to stand beside {other}",
    "{Somebody} and {thing}: a history in {years} letters",
    "{Thing} or {other}? The vote is on Thursday",
    "Another {years} years of {thing}",
)
_THINGS = (
    "the bridge", "the night ferry", "the swing bridge", "the town clock", "the harbour wall", "the library",
    "the tide mill", "the old crane", "the foghorn", "the market hall", "the swimming pool", "the tram line",
    "the lighthouse", "the fish market", "the allotments", "the cable car", "the bus station", "the weir",
    "the music school", "the lost property office", "the bicycle path", "the grain silo", "the cinema",
    "the botanical garden", "the tunnel", "the observatory", "the skate park", "the east pier",
)  # fmt: skip
_SOMEBODY = (
    "the council", "the harbour master", "the mayor", "the ferry company", "the committee", "the architect",
    "the neighbours", "the editor", "the minister", "the contractor", "the museum", "the night watch",
    "the choir", "the schools inspector", "the water board", "the young people", "the opposition",
)  # fmt: skip
_RELATIVES = ("grandfather", "aunt", "neighbour", "sister", "father-in-law", "cousin", "daughter", "landlady")
_STATES = (
    "closed", "full", "under water", "covered in scaffolding", "late", "empty", "locked", "being painted", "broken",
    "perfectly fine", "out of order", "crowded", "as cold as a cellar", "twice as loud as promised", "half finished",
)  # fmt: skip
# By how often: among many one-sentence answers there is a quotation or a link now and then.
_SHARE_SHORT = 0.06
_SHARE_MARKED = 0.03


@dataclass(frozen=True, slots=True)
class SampleText:
    """A text as typed, its digest, and the HTML made from it."""

    raw: str
    digest: str
    html: str


NO_TEXT = SampleText("", "", "")


class TextSampler:
    """Draws from 3,000 texts of at most `longest` characters; each is made and rendered when first drawn."""

    def __init__(self, random: Random, *, longest: int) -> None:
        self._random = random
        self._longest = longest
        self._known: list[SampleText | None] = [None] * MOST

    def sample(self) -> SampleText:
        index = int(self._random.random() * MOST)
        known = self._known[index]
        if known is None:
            raw = random_text(self._random)[: self._longest].strip() or "-"
            known = self._known[index] = SampleText(raw, normalization.digest(raw), markup.render(raw))
        return known


def random_text(random: Random) -> str:
    """Sentences in paragraphs, of log-normal length around 200 characters."""
    if random.random() < _SHARE_SHORT:
        return random.choice(_SHORT)
    wanted = min(random.lognormvariate(math.log(USUAL_LENGTH), _SPREAD), _LONGEST)
    sentences = [_filled_in(random.choice(_MARKED), random)] if random.random() < _SHARE_MARKED else []
    length = sum(map(len, sentences))
    while length < wanted - _SENTENCE / 2 or not sentences:
        sentences.append(_filled_in(random.choice(_SENTENCES), random))
        length += len(sentences[-1]) + 1
    paragraphs = [sentences[start : start + _IN_PARAGRAPH] for start in range(0, len(sentences), _IN_PARAGRAPH)]
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def headline(random: Random) -> str:
    """The title of an article."""
    return _filled_in(random.choice(_HEADLINES), random)


def _filled_in(pattern: str, random: Random) -> str:
    thing, other = random.sample(_THINGS, 2)
    somebody = random.choice(_SOMEBODY)
    return pattern.format(
        thing=thing, Thing=_capital(thing), other=other, somebody=somebody, Somebody=_capital(somebody),
        years=random.randint(2, 60), relative=random.choice(_RELATIVES), state=random.choice(_STATES),
    )  # fmt: skip


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
