"""What an article's raw text turns into."""

from project.newsroom.blocks import Block, parse_blocks


def test_it_splits_paragraphs_at_blank_lines() -> None:
    assert parse_blocks("One.\n\nTwo.\n \n\n\nThree.\n") == [
        Block("paragraph", "One."),
        Block("paragraph", "Two."),
        Block("paragraph", "Three."),
    ]


def test_it_joins_the_lines_of_a_paragraph() -> None:
    assert parse_blocks("A line\r\n  and the next.") == [Block("paragraph", "A line and the next.")]


def test_it_recognises_a_subhead() -> None:
    assert parse_blocks("## The arithmetic\n\nIt adds up.") == [
        Block("subhead", "The arithmetic"),
        Block("paragraph", "It adds up."),
    ]


def test_it_separates_a_quote_from_whose_words_it_is() -> None:
    assert parse_blocks("> “Come\n> aboard.” — Jonah Pell, skipper") == [
        Block("quote", "“Come aboard.”", "Jonah Pell, skipper")
    ]


def test_it_takes_a_quote_without_a_credit() -> None:
    assert parse_blocks("> Nobody said that.") == [Block("quote", "Nobody said that.")]


def test_it_leaves_marks_inside_a_paragraph_alone() -> None:
    assert parse_blocks("5 > 4 and #2 is a crane.") == [Block("paragraph", "5 > 4 and #2 is a crane.")]


def test_it_finds_no_blocks_in_an_empty_text() -> None:
    assert parse_blocks(" \n\n ") == []
