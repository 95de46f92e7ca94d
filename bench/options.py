"""What a run measures, and for how long."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("hot", "miss", "posting", "memory", "screening", "profile")
# Asked for by name: a flood of five minutes on each database.
LONG_PARTS = ("telling",)
# Their clients are a program in C; the others call our code, or ask at fixed times from Python.
LOADED_BY_WRK = frozenset({"hot", "miss", "posting", "memory"})
COMMENTS = 100_000
ROUNDS = 3
SECONDS = 2


@dataclass(frozen=True)
class Options:
    """What to measure: `comments` stand behind the measured threads, `seconds` is the length of one measurement."""

    comments: int = COMMENTS
    rounds: int = ROUNDS
    seconds: int = SECONDS
    parts: tuple[str, ...] = PARTS
    json: Path | None = None

    @property
    def is_whole(self) -> bool:
        return self.parts == PARTS

    @property
    def needs_wrk(self) -> bool:
        return not LOADED_BY_WRK.isdisjoint(self.parts)

    @property
    def is_for_the_record(self) -> bool:
        """Whether docs/measurements/bench.md is written: for whole runs of at least the usual length."""
        return self.is_whole and self.rounds >= ROUNDS and self.seconds >= SECONDS

    @property
    def command(self) -> str:
        """The command that measures the same again."""
        given = {
            "COMMENTS": (self.comments, COMMENTS),
            "ROUNDS": (self.rounds, ROUNDS),
            "SECONDS": (self.seconds, SECONDS),
        }
        words = [f"{name}={value}" for name, (value, usual) in given.items() if value != usual]
        return " ".join(["make bench", *words, *([] if self.is_whole else [f"ONLY={','.join(self.parts)}"])])


def read(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line. Ends the program with a sentence where an option cannot be used."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--comments", type=_number, default=COMMENTS, help="comments behind the measured threads")
    parser.add_argument("--rounds", type=_number, default=ROUNDS, help="rounds, of which the median counts")
    parser.add_argument("--seconds", type=_number, default=SECONDS, help="length of each measurement")
    parser.add_argument("--only", type=_parts, default=PARTS, help=f"some of {', '.join([*PARTS, *LONG_PARTS])}")
    parser.add_argument("--json", type=Path, help="a file for all that was measured")
    given = parser.parse_args(arguments)
    return Options(given.comments, given.rounds, given.seconds, given.only, given.json)


def _number(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= 10_000_000:
        raise argparse.ArgumentTypeError("a whole number from 1 to 10,000,000 is needed")
    return int(value)


def _parts(value: str) -> tuple[str, ...]:
    chosen = value.split(",")
    if strange := set(chosen) - {*PARTS, *LONG_PARTS}:
        known = ", ".join([*PARTS, *LONG_PARTS])
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(strange))} is not one of {known}")
    return tuple(part for part in (*PARTS, *LONG_PARTS) if part in chosen)
