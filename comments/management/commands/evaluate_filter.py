"""Measures how well the learned filter works on labelled files. It learns in memory and changes nothing."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comments.classifier.evaluation import (
    HOLD_BUDGET,
    LABEL_COLUMN,
    TEXT_COLUMN,
    Columns,
    LabelledText,
    Measures,
    UnreadableFile,
    encode_examples,
    learning_curve,
    measure,
    read_both_kinds,
    train_as_new_site,
)
from comments.classifier.model import LEAST_OF_EACH, Filter

_DIGITS = 4


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, text in ("--train", _("files to learn from")), ("--test", _("files to be judged")):
            parser.add_argument(name, nargs="+", type=Path, required=True, metavar="FILE", help=text)
        parser.add_argument("--text-column", default=TEXT_COLUMN, help=_("name of the column with the comment (text)"))
        parser.add_argument(
            "--label-column", default=LABEL_COLUMN, help=_("name of the column that is 1 for spam (label)")
        )
        parser.add_argument("--json", action="store_true", help=_("print one JSON object, with shares between 0 and 1"))
        parser.add_argument(
            "--curve",
            type=_curve_sizes,
            default=(),
            metavar="N,N…",
            help=_("also print the accuracy after this number of labels"),
        )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: what Django's parser gives
        columns = Columns(options["text_column"], options["label_column"])
        try:
            training, judged = read_both_kinds(options["train"], columns), read_both_kinds(options["test"], columns)
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        _refuse_too_large(options["curve"], training)
        material = encode_examples(training)
        learned = train_as_new_site(material)
        report = FilterReport(
            learned, len(judged), measure(learned, judged), learning_curve(material, judged, options["curve"])
        )
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else "\n".join(report.as_lines()))


def _curve_sizes(listed: str) -> tuple[int, ...]:
    try:
        found = tuple(int(size) for size in listed.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 2:
        raise ArgumentTypeError(_("give numbers of at least 2, separated by commas"))
    return found


def _refuse_too_large(sizes: Sequence[int], training: Sequence[LabelledText]) -> None:
    spam = sum(one.is_spam for one in training)
    most = 2 * min(spam, len(training) - spam) + 1
    if max(sizes, default=0) > most:
        raise CommandError(_("The curve ends at %(most)d labels, half of them spam.") % {"most": most})


@dataclass(frozen=True)
class FilterReport:
    """What is printed: of a filter, its measures on so many tested comments, and its accuracies by number of labels."""

    learned: Filter
    tested: int
    measures: Measures
    accuracies: Mapping[int, float]

    @property
    def trained(self) -> int:
        """How many comments the filter learnt from."""
        return self.learned.spam_seen + self.learned.ham_seen

    def as_json(self) -> dict[str, object]:
        """Return what --json prints; shares between 0 and 1, to four digits."""
        found = self.measures
        shares = {
            "accuracy": round(found.accuracy, _DIGITS),
            "auc": round(found.auc, _DIGITS),
            "caught_at_1pct": round(found.caught_at_1pct, _DIGITS),
            "caught_at_05pct": round(found.caught_at_05pct, _DIGITS),
            "own_threshold": {"caught": round(found.own_caught, _DIGITS), "lost": round(found.own_lost, _DIGITS)},
        }
        curve = {str(size): round(accuracy, _DIGITS) for size, accuracy in self.accuracies.items()}
        return {"trained": self.trained, "tested": self.tested} | shares | ({"curve": curve} if curve else {})

    def as_lines(self) -> Iterator[str]:
        """Yield the lines that are printed for people."""
        found = self.measures
        yield _("Learnt from %(trained)d comments, %(spam)d of them spam; judged %(tested)d.") % {
            "trained": self.trained, "spam": self.learned.spam_seen, "tested": self.tested,
        }  # fmt: skip
        yield from self._caveats()
        yield ""
        yield _row(_("Accuracy"), found.accuracy)
        yield _row(_("Area under the curve"), found.auc)
        yield _row(_("Spam caught where 1 % of real comments are lost"), found.caught_at_1pct)
        yield _row(_("Spam caught where 0.5 % of real comments are lost"), found.caught_at_05pct)
        yield _row(_("Spam caught at the filter's own threshold"), found.own_caught)
        yield _row(_("Real comments lost at the filter's own threshold"), found.own_lost)
        for size, accuracy in self.accuracies.items():
            yield _row(_("Accuracy after %(size)d labels") % {"size": size}, accuracy)

    def _caveats(self) -> Iterator[str]:
        limits = self.learned.thresholds
        if self.learned.abstains:
            yield _("A site's filter would not give an opinion yet: it needs %(least)d comments of each kind.") % {
                "least": LEAST_OF_EACH
            }
        if not limits.holds_in_budget:
            yield _(
                "Its threshold is an estimate: to be sure that it holds at most 1 in %(budget)d by mistake, it needs "
                "%(needed)d different real comments, and there are %(known)d."
            ) % {"needed": 3 * HOLD_BUDGET, "budget": HOLD_BUDGET, "known": limits.measured_on}


def _row(title: str, share: float) -> str:
    return f"{title:<52}{share:.3f}"
