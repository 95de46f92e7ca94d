"""Where a comment stands in its thread: materialised paths.

A path is the numbers from the top-level comment down to this one, each in fixed width, without separators: it sorts
depth-first in any collation, a branch is a range, and it never changes.
"""

WIDTH = 7  # digits of one number


def path_below(parent_path: str, number: int, *, max_depth: int) -> str:
    """The path of a reply with this number; "" is the parent of top-level comments.

    At the deepest level a reply stands beside its parent.
    """
    longest_parent = (max_depth - 1) * WIDTH
    return parent_path[:longest_parent] + f"{number:0{WIDTH}d}"


def depth_of(path: str) -> int:
    """The level of a comment; 1 is a top-level comment's."""
    return len(path) // WIDTH


def ancestors_of(path: str) -> list[str]:
    """The paths of the comments above this one, the top-level comment's first."""
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]


def after_branch(path: str) -> str:
    """The end of the branch of `path`, which is every p with path <= p < after_branch(path)."""
    return f"{int(path) + 1:0{len(path)}d}"
