"""`manage.py train_filter` teaches a site's filter from files, once each text, all or nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from comments.models import LearnedFilter, Lesson
from tests.classifier.corpora import advertising, honest
from tests.management.test_evaluate_filter import labelled
from tests.support import factories

pytestmark = pytest.mark.django_db


def trained(*files: Path, site: str = "times") -> str:
    out = io.StringIO()
    call_command("train_filter", "--site", site, *map(str, files), stdout=out)
    return out.getvalue()


def test_it_teaches_the_sites_filter(tmp_path: Path) -> None:
    factories.quiet_site()

    said = trained(labelled(tmp_path / "a.csv", each=60, seed=1))

    row = LearnedFilter.objects.get()
    assert row.version == 1
    assert min(row.spam_seen, row.ham_seen) >= 50
    assert str(row.spam_seen) in said


def test_it_makes_the_filter_judge(tmp_path: Path) -> None:
    factories.quiet_site()
    trained(labelled(tmp_path / "a.csv", each=60, seed=1))

    spam = factories.screened(text=next(iter(advertising(1, seed=77))))
    real = factories.screened(text=next(iter(honest(1, seed=77))))

    assert spam.findings.get(check_name="learned").verdict == "hold"
    assert real.findings.get(check_name="learned").verdict == "clear"


def test_it_adds_nothing_by_the_same_file_again(tmp_path: Path) -> None:
    factories.quiet_site()
    trained(labelled(tmp_path / "a.csv", each=60, seed=1))
    before = Lesson.objects.count()

    trained(tmp_path / "a.csv")

    assert Lesson.objects.count() == before


def test_it_takes_one_kind_alone_for_a_site_that_knows_the_other(tmp_path: Path) -> None:
    factories.quiet_site()
    (tmp_path / "spam.csv").write_text("text,label\nBuy pills now,1\n")

    trained(tmp_path / "spam.csv")

    assert LearnedFilter.objects.get().spam_seen == 1


def test_it_keeps_nothing_of_files_of_which_one_is_bad(tmp_path: Path) -> None:
    factories.quiet_site()
    good = labelled(tmp_path / "a.csv", each=5, seed=1)
    (tmp_path / "b.csv").write_text("text,label\nHello,perhaps\n")

    with pytest.raises(CommandError, match=r"b\.csv, line 2"):
        trained(good, tmp_path / "b.csv")

    assert not Lesson.objects.exists()


def test_it_says_that_there_is_no_such_site(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        trained(labelled(tmp_path / "a.csv", each=5, seed=1), site="nowhere")
