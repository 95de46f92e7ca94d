"""Lengths, ceilings and spans that form, API, models and screening share. Imports nothing."""

# Characters, counted as code points.
NAME_LIMIT = 245
EMAIL_LIMIT = 100
URL_LIMIT = 200
TEXT_CEILING = 20_000
USER_AGENT_LIMIT = 254
KEY_LIMIT = 255
CLAIM_LIMIT = 255  # of what a host's token says of an account

DEPTH_CEILING = 10  # levels of replies
# A thread counts its comments of the last day, week and month; trending threads are sorted by one of them.
TREND_DAYS = (1, 7, 30)

DUE_AFTER_POST_SECONDS = 10  # until the sweep looks for a comment that no message brought to a worker
LEASE_SECONDS = 60  # for which one worker has a comment to itself
ATTEMPTS = 8  # to screen a comment, before it is left to moderators
LONGEST_PAUSE_HOURS = 6  # between two attempts at anything
SWEEP_ROWS = 500  # that one sweep looks at
OVERDUE_SECONDS = 60  # after which people decide on what no worker has looked at
ERASE_HOURS = 24  # until what a chief moderator deletes for ever is erased
UNDO_SECONDS = 15  # in which a decision can be undone before its author or a service outside is told of it
BATCH_AT_ONCE = 50  # comments on which a request that decides carries it out itself; the others are a worker's
BATCH_DAYS = 30  # for which a decision on many comments can be undone
LIKELY_SPAM = 0.8  # from this likeness on, what waits stands in a queue of its own
REPLAY_SECONDS = 60  # in which a submission without a key that comes again is the first one
SLOW_SECONDS = 300  # between two comments of one person on a thread that is slowed down
RECOMMENDED_DAYS = 30  # for which it is known who recommended a comment
# Whoever has an IPv6 network has at least one of this size, and 65,536 of those that posting takes for one household:
# what readers do together, such as recommending and reporting, counts by this.
IPV6_PREFIX = 48
COMMENTER_DAYS = 365  # for which a browser is remembered
CONFIRM_DAYS = 7  # in which the link works that confirms an address, and for which one is kept that is not confirmed
READER_SESSION_HOURS = 12  # for which a reader is signed in
DELIVERY_DAYS = 14  # for which what was told to people and programs is listed, and can be sent again
REFUSED_ORIGIN_DAYS = 30  # after which a refused origin is forgotten
