"""The kinds of problems that the service answers: what each means, what to do, and the address of its page.

For programmers and in English, as all of the API's documentation; what visitors read is in `comments.errors`.
"""

from dataclasses import dataclass

from comments import conf


@dataclass(frozen=True)
class Problem:
    """One kind: `code` is for programs and never changes; `detail` is an example of the sentence for people."""

    code: str
    status: int
    title: str
    means: str
    to_do: str
    detail: str


_ROWS = (
    Problem(
        "invalid", 400, "Fields are not valid",
        "One or more fields of the body, or parameters of the address, are missing, unknown or not as they must be."
        " `errors` names each: `pointer` is the field, `code` what is wrong with it, `detail` a sentence for people.",
        "Show each `detail` beside its field, and send the request again once they are put right. The same request gets"
        " the same answer.",
        "Some fields need your attention.",
    ),
    Problem(
        "parse-error", 400, "The body is not JSON",
        "The body could not be read: it is not JSON in UTF-8, names a field twice, holds a number that JSON does not"
        " have, or is nested too deeply; or the address has a thousand parameters or more.",
        "Make the body with a JSON library, not by joining strings. `detail` says where reading ended.",
        "Malformed request.",
    ),
    Problem(
        "reason-needed", 400, "A reason is needed",
        "On this site the author of a rejected comment is always told a reason, and the decision has none.",
        "Send the decision again with a reason: one of those of the site, or your own words.",
        "Give a reason: on this site the author of a rejected comment is told one.",
    ),
    Problem(
        "not-authenticated", 401, "There is no API key",
        "This address is for programs that moderate, and the request has no API key. A session or a cookie does not"
        " stand for one.",
        "Make a key in the admin, and send it in the header `Authorization: Bearer cmts_…`, from a server.",
        "Send an API key, as in “Authorization: Bearer cmts_…”.",
    ),
    Problem(
        "authentication-failed", 401, "The API key is not valid",
        "There is no such key, it was revoked, it has expired, or the account of the person who made it is switched"
        " off. `detail` says which, if the secret of the key is right. A key in the address is refused, valid or not.",
        "Do not send the request again. Make a new key in the admin; revoke one that stood in an address.",
        "This API key has expired.",
    ),
    Problem(
        "identity-refused", 401, "The website's token is not accepted",
        "The website around the comments signed a token (JWT) about its reader, and something is wrong with it."
        " `detail` says what: the signature, the audience, its age, a claim, or that it was used before.",
        "Put right what `detail` says where the website makes the token. It makes a new one, with an `iat`, `exp` and"
        " `jti` of its own, each time that it is asked.",
        "The claim “aud” cannot be used: it must be “news”.",
    ),
    Problem(
        "identity-keys-unknown", 401, "The website's key is not known yet",
        "The token is signed by a key of the website's key set that was not there when the set was fetched last. It is"
        " fetched again now, once a minute at most.",
        "Send the same token again after `Retry-After` seconds. If the answer stays, the key set at the address that"
        " the site's single sign-on names does not have the key, or cannot be fetched; the admin says why.",
        "The token names a key that is not among the host's keys. They are fetched again: send the token once more in 3"
        " seconds.",
    ),
    Problem(
        "sign-in-needed", 401, "A reader must sign in",
        "The site shows its comments, or takes them, only where a reader of its website is signed in. Or the header"
        " Comments-Identity has a session that is over, was ended, or belongs to another site.",
        "Get a token from the website, exchange it at `sites/SITE/sign-in/`, and send the new session's token in the"
        " header Comments-Identity.",
        "Please sign in on this website first.",
    ),
    Problem(
        "origin-refused", 403, "The page's origin is not listed",
        "A browser sent the request from a page whose origin (scheme, host and port) is not on the site's list. Only"
        " requests that change something are refused; everybody may read.",
        "Add the page's origin, such as https://news.example.org, to the origins of the site in the admin. The admin"
        " also shows which origins were refused. Programs that are no browsers send no Origin and are not concerned.",
        "This page may not post comments: its origin is not on the site's list.",
    ),
    Problem(
        "closed", 403, "The thread is closed",
        "The thread takes no comments: somebody closed it, or the page is older than the site allows. Published"
        " comments stay, and their authors may withdraw them.",
        "Show no form where `open` of the thread is false; `closed_reason` and `notice` say why.",
        "Comments on this article are closed.",
    ),
    Problem(
        "banned", 403, "The author is banned",
        "The site takes no comments from this author at the moment. By which rule is not told. `detail` has the date on"
        " which the ban ends, if it ends.",
        "Show `detail` to the person. Sending the request again does not help.",
        "You cannot comment here at the moment.",
    ),
    Problem(
        "not-allowed", 403, "Not within your rights",
        "You moderate this site, but what you asked for is for its chief moderators. Of an API key: the person who made"
        " it may not do this, or does not moderate any more.",
        "Ask a chief moderator of the site to do it, or to make you one.",
        "You may not do this on this site. Its chief moderators can.",
    ),
    Problem(
        "scope-missing", 403, "The API key is for less",
        "The key is valid, but its scope does not include this: `read` is for reading, `decide` also for decisions on"
        " single comments, `manage` for everything.",
        "Make a key with the scope that `detail` names.",
        "This takes a key with the scope “manage”.",
    ),
    Problem(
        "not-found", 404, "Nothing is there",
        "The site, thread or comment does not exist, or you may not see it; the answer is the same for both. So it is"
        " for a comment of your own with the wrong token, and for an address that the API does not have.",
        "Check the spelling of the address and of the site's slug; addresses end with a slash. If it was there before,"
        " take it as deleted, and stop asking.",
        "Nothing was found at this address.",
    ),
    Problem(
        "method-not-allowed", 405, "The address does not have this method",
        "The address exists, but not with this method.",
        "The header `Allow` lists the methods that it has.",
        "Method “PUT” not allowed.",
    ),
    Problem(
        "duplicate", 409, "You already sent this",
        "The same author sent the same text in the same place before. This is told to proven authors only: from anybody"
        " else the comment is accepted and held.",
        "The first comment was kept: show that one. Sending the request again does not help.",
        "You already posted this comment on November 18, 2026.",
    ),
    Problem(
        "stale", 409, "It changed in the meantime",
        "Since the version that you named somebody edited the comment or decided on it; or switched the thread; or more"
        " comments match than you expected. Nothing was changed by your request.",
        "Look at how it is now, which moderators' calls say in `current`. Show it to the person, and let them decide"
        " again on the new version.",
        "Somebody else decided on this comment or edited it in the meantime.",
    ),
    Problem(
        "leased", 409, "A colleague is at this comment",
        "Another moderator has this comment open at the desk. It is theirs for a minute, longer while they stay.",
        "Take another comment, or ask again after a minute.",
        "Ada is at this comment.",
    ),
    Problem(
        "illegal-move", 409, "Not possible from its present state",
        "The state in which it is does not allow this: a withdrawn comment cannot be approved, for example, and what"
        " has ended cannot be stopped. Nothing was changed.",
        "Read it again, and offer only what is possible now.",
        "“Approve” is not possible for a comment that is “Withdrawn”.",
    ),
    Problem(
        "enough-recommended", 409, "Enough readers of this network recommended it",
        "Several readers of this network already recommend the comment, so no more of them are counted.",
        "Show `detail` to the person. Sending the request again does not help.",
        "Several readers of your network recommend this comment already, so we do not count more of them.",
    ),
    Problem(
        "too-large", 413, "The body is too large",
        "The body is larger than any comment that a site may allow.",
        "Check the length of the text before you send it; the answer about the site has the limits.",
        "The request is too large.",
    ),
    Problem(
        "unsupported-media-type", 415, "The body is not declared as JSON",
        "The header `Content-Type` does not say `application/json`, names a charset other than UTF-8, or the body is"
        " compressed.",
        "Send `Content-Type: application/json`, and no Content-Encoding.",
        "Unsupported media type “text/plain” in request.",
    ),
    Problem(
        "key-reused", 422, "The Idempotency-Key was used for something else",
        "This Idempotency-Key came before with different content.",
        "Use a new random key, such as a UUID, for each comment, and the same one only to repeat the same request.",
        "This Idempotency-Key was already used with different content.",
    ),
    Problem(
        "too-fast", 429, "Too many requests",
        "A limit on how often this network or this author may do this was reached. `RateLimit-Policy` says how much is"
        " allowed in how many seconds.",
        "Wait for the seconds of `Retry-After`, then send the request again. Do not repeat it sooner: refused requests"
        " count as well.",
        "You are posting comments too quickly. Please try again in 20 seconds.",
    ),
    Problem(
        "error", 500, "A fault of ours",
        "Something failed that should not fail. It is written to the service's log.",
        "Send the request again in a minute, with the same Idempotency-Key if it had one. If it goes on, tell who runs"
        " the service what you sent and when.",
        "Something went wrong on our side. Please try again in a minute.",
    ),
    Problem(
        "unavailable", 503, "Not available just now",
        "The database does not answer. Nothing was changed. What everybody may read is often still in caches.",
        "Wait for the seconds of `Retry-After`, then send the same request again, with the same Idempotency-Key if it"
        " had one.",
        "Please try again in a moment.",
    ),
)  # fmt: skip
PROBLEMS = {problem.code: problem for problem in _ROWS}
# What `code` of a field says; they stand on the page of "invalid".
FIELD_CODES = {
    "banned-already": "There is a ban on this value already.",
    "blank": "It shows nothing: it is empty, or has only spaces, invisible characters or markup.",
    "choice": "It is not one of the values that are possible.",
    "control-character": "It contains a control character or an invisible one.",
    "for-chiefs": "It would also hit others, so only a chief moderator of the site may do it.",
    "invalid": "It does not have the form that it must have, such as that of an email address.",
    "look-again": "It hits more published authors than you expected.",
    "markup": "The text has more markup than one comment may have.",
    "no-such-parent": "The comment that it replies to does not exist, or is not in this thread.",
    "not-together": "It does not go with the other fields, such as a note with an action that takes none.",
    "out-of-range": "The number is too small or too large.",
    "over": "This time is over already.",
    "required": "It is missing, and must be there.",
    "too-long": "It is longer than the limit. It is not cut.",
    "too-many": "There are more values than one request may have.",
    "too-many-marks": "One letter has too many combining marks.",
    "type": "It is of another type, such as a number in place of a string.",
    "unknown": "There is no such field or parameter here, or nothing of this name.",
}

# What the element <comment-thread> says besides, in its event "comments:error", where the service said nothing.
OF_THE_ELEMENT = {
    "offline": "The browser has no network.",
    "slow": "There was no answer in 20 seconds.",
    "unreachable": "The browser could not ask the service: it does not answer, or the page's own policy forbids it.",
    "not-html": "What answers at the address of the comments is another service.",
    "no-policy": "The page's Content-Security-Policy does not allow “comments” in the directive trusted-types.",
}


def address_of(code: str) -> str:
    """The `type` of a problem, at which its page is."""
    return f"{conf.public_url()}/api/v1/problems/{code}/"
