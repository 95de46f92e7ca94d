"""The HTML edge: what a host page calls to carry a thread and its form."""

from comments.web.host_page import comment_page, takes_comments

__all__ = ["comment_page", "takes_comments"]
