"""A moderator's program, by the client that openapi-python-client makes: argv is the address and a key."""

import sys
from typing import Any

from comments_client import AuthenticatedClient
from comments_client.api.moderation import read_key
from comments_client.api.moderation_comments import decide_comment, list_moderated_comments
from comments_client.api.moderation_many import change_batch, read_batch, start_batch
from comments_client.api.moderation_threads import find_threads, switch_thread
from comments_client.models import (
    ApiKey,
    BatchAction,
    BatchChange,
    BatchState,
    ChosenComment,
    DecisionConflictProblem,
    FollowedBatch,
    ManagedThread,
    ManagedThreadList,
    ModeratedComment,
    ModeratedList,
    ModerationAction,
    NewBatch,
    NewDecision,
    NewSwitch,
    QueueName,
    SwitchState,
)

api = AuthenticatedClient(base_url=f"{sys.argv[1]}/api/v1", token=sys.argv[2])


def waiting() -> list[Any]:
    listed = list_moderated_comments.sync(client=api, site="times", queue=QueueName.DECIDE)
    assert isinstance(listed, ModeratedList), listed
    return list(listed.results)


# Who the key is, and what waits.
key = read_key.sync(client=api)
assert isinstance(key, ApiKey)
assert key.scopes == ["read", "decide", "manage"]
first, *others = waiting()
assert len(others) == 2

# Decide, and too late.
decided = decide_comment.sync(
    first.id, client=api, body=NewDecision(action=ModerationAction.APPROVE, version=first.version)
)
assert isinstance(decided, ModeratedComment), decided
assert decided.status == "approved"
late = decide_comment.sync(
    first.id, client=api, body=NewDecision(action=ModerationAction.REJECT, version=first.version)
)
assert isinstance(late, DecisionConflictProblem), late
assert (late.code, late.current.status) == ("stale", "approved")

# Decide on many, and undo that.
chosen = [ChosenComment(id=one.id, version=one.version) for one in others]
batch = start_batch.sync(client=api, body=NewBatch(action=BatchAction.REJECT, comments=chosen))
assert isinstance(batch, FollowedBatch), batch
followed = read_batch.sync(batch.id, client=api)
assert isinstance(followed, FollowedBatch), followed
assert followed.state == BatchState.DONE  # of few the service carries it out before it answers
assert waiting() == []
undone = change_batch.sync(batch.id, BatchChange.UNDO, client=api)
assert isinstance(undone, FollowedBatch), undone
assert undone.state == BatchState.UNDONE
assert {one.id for one in waiting()} == {one.id for one in others}

# Close the thread.
found = find_threads.sync(client=api, site="times", key="bridge")
assert isinstance(found, ManagedThreadList), found
thread = found.results[0]
body = NewSwitch(state=SwitchState.CLOSED, version=thread.switch.version, note="Until tomorrow.")
closed = switch_thread.sync(thread.id, client=api, body=body)
assert isinstance(closed, ManagedThread), closed
assert (closed.switch.state, closed.takes_comments) == ("closed", False)
