"""Comments as people write them, each like nothing else."""

import json
import random
from pathlib import Path

COMMENTS = Path(__file__).parent.parent / "project" / "newsroom" / "content" / "comments.json"


class Texts:
    """Texts from the sentences of the demo; the same seed makes the same ones."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))
        entries = json.loads(COMMENTS.read_text(encoding="utf-8"))
        self._sentences = [part.strip() for entry in entries for part in entry["text"].split(". ") if len(part) > 20]

    def one(self) -> str:
        """Three sentences and a number of their own: some 250 characters."""
        return ". ".join([*self.random.sample(self._sentences, 3), f"Number {self.random.random()}"])
