"""What is screened: a site that uses every check, and comments as people write them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from bench.texts import Texts
from comments.classifier import storage
from comments.host import Subject
from comments.models import Ban, Comment, ListKind, Site
from comments.posting import posts
from comments.posting.draft import Draft
from comments.screening import word_lists

THREADS = 20
WORDS_LISTED = 2_000
BANS = 200
LESSONS = 1_000
_SYLLABLES = [*map("".join, zip("bcdfghjklmnpqrstvwxz", "aeioaueiouaeuioaueoi", strict=True))]
_OFFERS = (
    "earn money fast",
    "cheap pills online",
    "visit my channel",
    "best casino bonus",
    "work from home",
    "free gift",
)


class Workload:
    """Makes the site `bench`, with word lists, bans and a taught filter, in the database that Django is set up for."""

    def __init__(self, seed: int = 1) -> None:
        self.texts = Texts(seed)
        self.random = self.texts.random
        self.site = self._site()
        self._teach()

    def _site(self) -> Site:
        words = ["".join(self.random.choices(_SYLLABLES, k=4)) for _ in range(WORDS_LISTED)]
        half = len(words) // 2
        site = Site.objects.create(
            slug="bench", name="The Bench", origins="http://localhost", flood_seconds=0, burst_per_minute=0,
        )  # fmt: skip
        waiting = "\n".join([*words[:half], *(f"{word}*" for word in words[:100])])
        word_lists.keep(site, {ListKind.MODERATION: waiting, ListKind.DISALLOWED: "\n".join(words[half:])})
        now = timezone.now()
        Ban.objects.bulk_create(
            Ban(site=site, kind="email_domain", value=f"spam{n}.example", created_at=now) for n in range(BANS)
        )
        return site

    def _teach(self) -> None:
        """So that the filter judges, and does not abstain."""
        real = ((self.texts.one(), False) for _ in range(LESSONS // 2))
        spam = (
            (f"{self.random.choice(_OFFERS)} {self.texts.one()} http://{n}.example", True) for n in range(LESSONS // 2)
        )
        storage.add_lessons(self.site, [*real, *spam], now=timezone.now())
        storage.learn_now(self.site)

    def drafts(self, count: int) -> Iterator[tuple[Subject, Draft]]:
        """Comments to post, each by another reader, spread over THREADS threads."""
        for _ in range(count):
            number = self.random.randrange(10**9)
            subject = Subject(site="bench", key=f"thread-{number % THREADS}", title="A thread", url="/thread/")
            yield subject, Draft(
                name=f"Reader {number}", email=f"reader{number}@example.org", url="", text=self.texts.one(),
                address=f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}", user_agent="Mozilla/5.0",
            )  # fmt: skip

    def waiting(self, count: int) -> list[int]:
        """Ids of new comments that nobody screens until a message names them: they are due in an hour."""
        ids = [posts.keep_comment(subject, draft).comment.pk for subject, draft in self.drafts(count)]
        Comment.objects.filter(pk__in=ids).update(due=timezone.now() + timedelta(hours=1))
        return ids
