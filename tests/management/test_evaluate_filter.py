"""What `manage.py evaluate_filter` prints. No test here may touch the database."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.classifier.corpora import advertising, honest

pytestmark = pytest.mark.once


def labelled(path: Path, *, each: int, seed: int) -> Path:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        rows.writerows([text, 1] for text in advertising(each, seed=seed))
        rows.writerows([text, 0] for text in honest(each, seed=seed + 1))
    return path


def printed(folder: Path, *options: str) -> str:
    train = labelled(folder / "train.csv", each=60, seed=1)
    test = labelled(folder / "test.csv", each=40, seed=900)
    out = io.StringIO()
    call_command("evaluate_filter", "--train", str(train), "--test", str(test), *options, stdout=out)
    return out.getvalue()


def test_it_prints_one_json_object(tmp_path: Path) -> None:
    figures = json.loads(printed(tmp_path, "--json"))

    assert list(figures) == [
        "trained",
        "tested",
        "accuracy",
        "auc",
        "caught_at_1pct",
        "caught_at_05pct",
        "own_threshold",
    ]
    assert (figures["trained"], figures["tested"]) == (120, 80)
    assert figures["own_threshold"].keys() == {"caught", "lost"}
    shares = [figures["accuracy"], figures["auc"], *figures["own_threshold"].values()]
    assert all(0 <= share <= 1 for share in shares)
    assert figures["accuracy"] > 0.9


def test_it_prints_a_table(tmp_path: Path) -> None:
    table = printed(tmp_path)

    assert "120" in table
    assert "Accuracy" in table
    assert "would not give an opinion" not in table


def test_it_prints_the_same_each_time(tmp_path: Path) -> None:
    assert printed(tmp_path, "--json") == printed(tmp_path, "--json")


def test_it_adds_a_learning_curve(tmp_path: Path) -> None:
    figures = json.loads(printed(tmp_path, "--json", "--curve", "10,60"))

    assert list(figures["curve"]) == ["10", "60"]


def test_it_adds_the_curve_to_the_table(tmp_path: Path) -> None:
    assert "after 10 labels" in printed(tmp_path, "--curve", "10")


def test_it_judges_although_a_site_would_still_abstain(tmp_path: Path) -> None:
    few, test = labelled(tmp_path / "few.csv", each=30, seed=1), labelled(tmp_path / "test.csv", each=20, seed=9)
    out = io.StringIO()
    call_command("evaluate_filter", "--train", str(few), "--test", str(test), stdout=out)

    assert "would not give an opinion" in out.getvalue()
    assert "Accuracy" in out.getvalue()


def test_it_reads_several_files_and_other_columns(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text("\n".join(json.dumps({"said": text, "bad": True}) for text in advertising(30)))
    two.write_text("\n".join(json.dumps({"said": text, "bad": False}) for text in honest(30)))
    files = [str(one), str(two)]
    out = io.StringIO()
    columns = ["--text-column", "said", "--label-column", "bad"]
    call_command("evaluate_filter", "--train", *files, "--test", *files, *columns, "--json", stdout=out)

    assert json.loads(out.getvalue())["trained"] == 60


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("missing.csv", "good.csv"),
        ("good.csv", "missing.csv"),
        ("empty.csv", "good.csv"),
        ("good.csv", "spam.csv"),
        ("spam.csv", "good.csv"),
    ],
)
def test_it_ends_with_one_sentence(tmp_path: Path, train: str, test: str) -> None:
    labelled(tmp_path / "good.csv", each=5, seed=1)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "spam.csv").write_text("text,label\nx,1\n")

    with pytest.raises(CommandError, match=r"(missing|empty|spam)\.csv") as caught:
        call_command("evaluate_filter", "--train", str(tmp_path / train), "--test", str(tmp_path / test))
    assert caught.value.returncode == 1


@pytest.mark.parametrize("sizes", ["", "ten", "1", "10,,20", "5000"])
def test_it_refuses_a_curve_it_cannot_draw(tmp_path: Path, sizes: str) -> None:
    with pytest.raises(CommandError):
        printed(tmp_path, "--curve", sizes)
