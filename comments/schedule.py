"""What Celery beat starts and how often, for the host's settings: importing it needs neither Django nor Celery.

Names begin with the app's, beside whatever else the host's schedule holds. A run that nobody took before the next one
is dropped.
"""

from typing import Any

# In seconds, by the task's name.
_EVERY = {
    "comments.sweep": 5.0,
    "comments.watch_floods": 15.0,
    # A decision on many comments is queued when it is made; this is for a message that was lost.
    "comments.decide_clusters": 30.0,
    # So is a trial of a rule.
    "comments.try_rules": 30.0,
    # Each is due once an hour; a token that names an unknown key queues it at once.
    "comments.fetch_key_sets": 60.0,
    "comments.send_akismet_feedback": 60.0,
    "comments.run_chores": 60.0,
}

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {  # Any: what Celery takes
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for task, seconds in _EVERY.items()
}
