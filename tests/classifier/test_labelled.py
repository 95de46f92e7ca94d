"""Reading judged comments from files, and what is wrong with some. Needs no database."""

import json
from pathlib import Path

import pytest

from comments.classifier.evaluation import Columns, LabelledText, UnreadableFile, read_both_kinds, read_labelled

pytestmark = pytest.mark.once


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def complaint(path: Path, columns: Columns | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_labelled(path, columns)
    return str(caught.value)


def test_it_reads_csv_with_line_breaks_and_quotes_in_comments(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,text,label\r\n1,"one\ntwo, ""three""",1\r\n2,four,0\r\n')

    assert read_labelled(path) == [LabelledText('one\ntwo, "three"', is_spam=True), LabelledText("four", is_spam=False)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "A.JSONL"])
def test_it_reads_json_lines(tmp_path: Path, name: str) -> None:
    lines = [{"text": "one\ntwo\u2028three", "label": 1, "more": [1]}, {"text": "four", "label": "ham"}]
    path = written(tmp_path, name, "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n")

    assert read_labelled(path) == [
        LabelledText("one\ntwo\u2028three", is_spam=True),
        LabelledText("four", is_spam=False),
    ]


@pytest.mark.parametrize(
    ("label", "is_spam"),
    [("1", True), ("0", False), ("TRUE", True), ("false", False), (" Spam ", True), ("ham", False)],
)
def test_it_takes_usual_labels(tmp_path: Path, label: str, is_spam: bool) -> None:
    assert read_labelled(written(tmp_path, "a.csv", f"text,label\nx,{label}\n")) == [LabelledText("x", is_spam)]


def test_it_takes_labels_that_json_knows(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"text": "x", "label": true}\n{"text": "y", "label": 0}')

    assert [one.is_spam for one in read_labelled(path)] == [True, False]


def test_it_passes_over_a_byte_order_mark(tmp_path: Path) -> None:
    assert len(read_labelled(written(tmp_path, "a.csv", b"\xef\xbb\xbftext,label\nx,1\n"))) == 1


def test_it_reads_the_columns_it_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "text,said,verdict\nno,yes,1\n")

    assert read_labelled(path, Columns("said", "verdict")) == [LabelledText("yes", is_spam=True)]


def test_it_finds_usual_columns_where_its_own_are_missing(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n1,a,b,hello,0\n")

    assert read_labelled(path) == [LabelledText("hello", is_spam=False)]


def test_it_guesses_no_column_that_it_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "content,label\nhello,0\n")

    assert "said" in complaint(path, Columns("said", "label"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "", "no comments"),
        ("a.csv", "text,label\n", "no comments"),
        ("a.csv", "text,label\nx,1\ny,maybe\n", "line 3"),
        ("a.csv", 'text,label\n"a\nb",1\ny,2\n', "line 4"),
        ("a.csv", "text,label\nx\n", "line 2"),
        ("a.csv", "text;label\nx;1\n", "text;label"),
        ("a.csv", "body,verdict\nx,1\n", "body, verdict"),
        ("a.csv", 'text,label\nx,1\n"open,1\n', "line 3"),
        ("a.csv", b"text,label\nx,1\ncaf\xe9,0\n", "line 3"),
        ("a.csv", "text,label\nx,1\n".encode("utf-16"), "line 1"),
        ("a.jsonl", '{"text": "x", "label": 1}\n{"text": ', "line 2"),
        ("a.jsonl", '{"text": "x", "label": 1}\n[1, 2]', "line 2"),
        ("a.jsonl", '{"text": 5, "label": 1}', "line 1"),
        ("a.jsonl", '{"text": null, "label": 1}', "line 1"),
        ("a.jsonl", '{"label": 1}', "text"),
        ("a.jsonl", '{"text": "x", "label": null}', "None"),
        ("a.jsonl", "[" * 100_000, "line 1"),
        ("a.jsonl", "", "no comments"),
    ],
)
def test_it_says_where_and_what_is_wrong(tmp_path: Path, name: str, content: str | bytes, told: str) -> None:
    path = written(tmp_path, name, content)
    sentence = complaint(path)

    assert str(path) in sentence
    assert told in sentence
    assert "\n" not in sentence
    assert len(sentence) < 600


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_it_says_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    assert str(tmp_path / name) in complaint(tmp_path / name)


def test_it_reads_several_files_as_one(tmp_path: Path) -> None:
    paths = [written(tmp_path, "a.csv", "text,label\nx,1\n"), written(tmp_path, "b.jsonl", '{"text": "y", "label": 0}')]

    assert read_both_kinds(paths) == [LabelledText("x", is_spam=True), LabelledText("y", is_spam=False)]


@pytest.mark.parametrize(("label", "told"), [("1", "no real comments"), ("0", "no spam")])
def test_it_needs_both_kinds(tmp_path: Path, label: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read_both_kinds([written(tmp_path, "a.csv", f"text,label\nx,{label}\n")])
