"""A visitor's conversation with the service, by the client that openapi-python-client makes."""

import json
import sys
import uuid

from comments_client import AuthenticatedClient, Client
from comments_client.api.comments import edit_comment, list_comments, post_comment, read_comment, withdraw_comment
from comments_client.api.sites import read_site
from comments_client.api.threads import count_comments
from comments_client.models import (
    CommentEdit,
    CommentList,
    ConflictProblem,
    Counts,
    InvalidProblem,
    KeyReusedProblem,
    NewComment,
    NotFoundProblem,
    Order,
    OwnComment,
    PostedComment,
    PublishedComment,
    Site,
)

api = Client(base_url=f"{sys.argv[1]}/api/v1")

# Read.
page = list_comments.sync(client=api, site="times", thread="bridge", sort=Order.OLDEST, limit=10)
assert isinstance(page, CommentList), page
first = page.results[0]
assert isinstance(first, PublishedComment)
assert (first.author.name, page.thread.open_, page.thread.closed_reason) == ("Ada", True, None)
counts = count_comments.sync(client=api, site="times", thread=["bridge", "tunnel"])
assert isinstance(counts, Counts)
assert counts.counts.to_dict() == {"bridge": 1, "tunnel": 0}
site = read_site.sync("times", client=api)
assert isinstance(site, Site)
assert site.fields.text.required

# Post, and the same again.
fields = {"site": "times", "thread": "bridge", "parent": first.id, "name": "Zoë", "email": "zoe@example.org"}
body, key = NewComment(text="Mind the gap.", **fields), str(uuid.uuid4())
posted = post_comment.sync(client=api, body=body, idempotency_key=key)
assert isinstance(posted, PostedComment), posted
assert posted.status == "pending"
again = post_comment.sync(client=api, body=body, idempotency_key=key)
assert isinstance(again, PostedComment)
assert again.id == posted.id
other = post_comment.sync(client=api, body=NewComment(text="Other words.", **fields), idempotency_key=key)
assert isinstance(other, KeyReusedProblem)

# Refused.
wrong = post_comment.sync(client=api, body=NewComment(text="Mind it.", **{**fields, "email": "nobody"}))
assert isinstance(wrong, InvalidProblem), wrong
assert [error.pointer for error in wrong.errors] == ["/email"]

# Edit, and too late.
own = AuthenticatedClient(base_url=f"{sys.argv[1]}/api/v1", token=posted.token)
edited = edit_comment.sync(posted.id, client=own, body=CommentEdit(text="Mind the step.", version=1))
assert isinstance(edited, OwnComment), edited
assert (edited.text, edited.version) == ("Mind the step.", 2)
stale = edit_comment.sync(posted.id, client=own, body=CommentEdit(text="Mind it.", version=1))
assert isinstance(stale, ConflictProblem)
assert stale.code == "stale"

# Withdraw.
assert withdraw_comment.sync_detailed(posted.id, client=own).status_code == 204
gone = read_comment.sync(posted.id, client=own)
assert isinstance(gone, OwnComment), gone
assert (gone.state, gone.status) == ("withdrawn", "withdrawn")
assert isinstance(read_comment.sync(posted.id, client=api), NotFoundProblem)
print(json.dumps({"id": posted.id}))
