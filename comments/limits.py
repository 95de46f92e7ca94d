"""Lengths, ceilings and spans that form, API, models and screening share. Needs neither Django nor anything else."""

NAME_LIMIT = 245
EMAIL_LIMIT = 100
URL_LIMIT = 200
TEXT_CEILING = 20_000
USER_AGENT_LIMIT = 254
KEY_LIMIT = 255
DEPTH_CEILING = 10
# What is talked about is counted over the last of these days.
TREND_DAYS = (1, 7, 30)
DUE_AFTER_POST_SECONDS = 10
LEASE_SECONDS = 60
ATTEMPTS = 8
# Nothing that is tried again later waits longer than this.
LONGEST_PAUSE_HOURS = 6
SWEEP_ROWS = 500
REPLAY_SECONDS = 60
COMMENTER_DAYS = 365
