"""Makes synthetic threads full of comments, for measuring. Do not use it on a database that has readers."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _

from comments.management.progress import ProgressBar
from comments.models import Site
from project.synthetic import request, writing
from project.synthetic.distributions import ReplyPattern
from project.synthetic.request import InvalidRequest, ThreadRequest
from project.synthetic.writing import Written

_INTERRUPTED = 130  # as a shell says of what Ctrl-C ended
Options = Mapping[str, Any]  # Any: what Django's parser gives


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", required=True, metavar="SLUG", help=_("slug of the site; it is created if it does not exist")
        )
        parser.add_argument(
            "--threads", type=int, metavar="N", help=_("number of threads; a few are long, most are short")
        )
        parser.add_argument(
            "--comments", type=int, metavar="M", required=True, help=_("number of comments in all threads together")
        )
        parser.add_argument("--key", help=_("make one thread with this key, instead of --threads"))
        parser.add_argument(
            "--form", choices=[pattern.value for pattern in ReplyPattern], default=ReplyPattern.NATURAL.value,
            help=_("natural: a conversation; chain: each answers the one before; under-one: all answer the first"),
        )  # fmt: skip
        parser.add_argument(
            "--seed", type=int, metavar="NUMBER", help=_("the same number makes the same threads again")
        )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: what Django's parser gives
        began = time.monotonic()
        self._is_silent = options["verbosity"] == 0
        self._written = Written()
        try:
            requests = _requests(options)
            self._fill(self._site(options["site"]), requests, options["seed"])
        except InvalidRequest as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(_("The database failed: %(error)s") % {"error": error} + self._so_far()) from None
        except KeyboardInterrupt:
            raise CommandError(_("Interrupted.") + self._so_far(), returncode=_INTERRUPTED) from None
        words = {**asdict(self._written), "seconds": time.monotonic() - began}
        self._say(_("Made %(comments)d comments in %(threads)d threads. It took %(seconds).1f s.") % words)

    def _fill(self, site: Site, requests: Sequence[ThreadRequest], seed: int | None) -> None:
        bar, whole = ProgressBar(self.stderr), sum(one.comments for one in requests)

        def show(written: Written) -> None:
            self._written = written
            if not self._is_silent:
                bar.show(written.comments / whole, _("%(n)d comments") % {"n": written.comments})

        try:
            show(self._written)
            writing.fill(site, requests, seed=seed, on_batch=show)
        finally:
            bar.clear()

    def _site(self, slug: str) -> Site:
        try:
            Site._meta.get_field("slug").clean(slug, None)
        except ValidationError:
            raise InvalidRequest(
                _("The slug of a site may have at most 50 characters: letters, digits, - and _.")
            ) from None
        site, is_new = writing.get_or_create_site(slug)
        if is_new:
            self._say(_("There was no site “%(slug)s”. It was created with the default settings.") % {"slug": slug})
        return site

    def _so_far(self) -> str:
        sentence = _("%(comments)d comments in %(threads)d threads were made before, and are kept.")
        return " " + sentence % asdict(self._written)

    def _say(self, sentence: str) -> None:
        if not self._is_silent:
            self.stdout.write(sentence)


def _requests(options: Options) -> Sequence[ThreadRequest]:
    """What the options ask for. Raises InvalidRequest where they contradict each other."""
    threads, comments, pattern = options["threads"], options["comments"], ReplyPattern(options["form"])
    if options["key"] is None and threads is None:
        raise InvalidRequest(_("Give the number of threads with --threads, or one key with --key."))
    if options["key"] is None:
        requests = request.many_threads(threads, comments, pattern=pattern, seed=options["seed"])
    elif threads in (None, 1) and options["key"]:
        requests = [ThreadRequest(comments, options["key"], pattern)]
    else:
        raise InvalidRequest(_("A key names one thread and must not be empty."))
    request.validate(requests)
    return requests
