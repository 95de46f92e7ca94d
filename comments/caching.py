"""What is said to caches of an answer: what is the same for everybody, and whose it is otherwise."""

SECONDS_WHEN_DOWN = 5
# Cache-Control of what is the same for everybody: a decision shows everywhere in three seconds. Where no new answer can
# be had, as without the database, the last one may be sent for an hour.
PUBLIC_CACHE = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
PRIVATE_CACHE = "private, no-store"
# Marks an answer that is the same for everybody as far as the comments go; see comments.middleware.PublicPages.
SAME_FOR_EVERYBODY = "has_comments_that_are_the_same_for_everybody"
# What the names of cookies by which a browser is remembered begin with; who sends one gets pages of their own.
COMMENTER_COOKIES = "commenter-"
