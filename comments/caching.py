"""What caches are told of an answer: whether it is the same for everybody, or one visitor's."""

# Of a 503, while the database cannot be reached.
RETRY_AFTER_SECONDS = 5
# Cache-Control of what is the same for everybody: a decision shows everywhere in three seconds. Where no new answer can
# be had, as without the database, the last one may be sent for an hour.
PUBLIC_CACHE = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
PRIVATE_CACHE = "private, no-store"
# Marks an answer that is the same for everybody as far as the comments go; see comments.middleware.PublicPages.
SAME_FOR_EVERYBODY = "has_comments_that_are_the_same_for_everybody"
# A browser is remembered by a cookie with this and the site's slug for a name; who sends one gets pages of their own.
COMMENTER_COOKIE_PREFIX = "commenter-"
# So is who is signed in on our own pages of a site.
READER_COOKIE_PREFIX = "reader-"
