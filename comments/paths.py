"""Where a comment stands in its thread.

A path is the numbers from the top-level comment down to this one, each in fixed width, without separators: it sorts
depth-first in any collation, a branch is a range, and it never changes.
"""

WIDTH = 7


def path_below(parent_path: str, number: int, *, deepest: int) -> str:
    """The path of comment `number`; below the deepest level it stands beside its parent."""
    room = (deepest - 1) * WIDTH
    return parent_path[:room] + f"{number:0{WIDTH}d}"


def depth_of(path: str) -> int:
    return len(path) // WIDTH


def ancestors_of(path: str) -> list[str]:
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]


def after_branch(path: str) -> str:
    """The first path behind the whole branch of `path`: the branch is path <= p < after_branch(path)."""
    return f"{int(path) + 1:0{len(path)}d}"
