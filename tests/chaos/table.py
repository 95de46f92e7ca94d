"""What is printed when the storm is over."""

from collections import Counter

from comments.models import Comment, Finding
from tests.chaos.faults import Storm
from tests.chaos.people import Crowd, acknowledged
from tests.chaos.told import Count
from tests.chaos.verdict import Verdict
from tests.support import environment


def show(storm: Storm, crowd: Crowd, found: Verdict, mails: Count, *, drained: float, seed: int) -> None:
    ledger = crowd.ledger
    rows: list[tuple[str, object]] = [
        ("database", environment.vendor()),
        ("seed", seed),
        ("faults", sum(storm.struck.values())),
        *((f"  {kind}", count) for kind, count in sorted(storm.struck.items())),
        ("processes killed", storm.kills),
        ("comments posted", len(ledger.answers)),
        ("  acknowledged", acknowledged(ledger)),
        ("  asked again with the same key", ledger.asked_again),
        ("  answers", _counted(found.answers)),
        ("slowest acknowledged post", f"{ledger.slowest:.2f} s"),
        ("edits by authors", _counted(crowd.edits)),
        ("decisions by moderators", _counted(crowd.decisions)),
        ("comments by status", _counted(Counter(Comment.objects.values_list("status", flat=True)))),
        ("given up and waiting", Finding.objects.filter(code="parked").count()),
        ("comments seen by the reader", len(crowd.sightings)),
        ("work left took", f"{drained:.0f} s"),
        ("lost", len(found.lost)),
        ("doubled", found.doubled),
        ("decided twice by the checks", found.decided_twice),
        ("mails owed", mails.owed),
        ("mails lost", len(mails.lost)),
        ("mails doubled", f"{mails.doubled}, where {mails.may_double} could not be excluded"),
        ("seen without being approved", found.seen_unapproved),
        ("invariants broken", "; ".join(found.broken) or "none"),
    ]
    print("\n".join(f"{name:<34} {value}" for name, value in rows), flush=True)


def _counted(numbers: "Counter[int] | Counter[str]") -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(numbers.items())) or "none"
