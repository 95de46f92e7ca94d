"""The desk's search: a page whose address says all of it, and the searches that one keeps."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import search
from comments.desk import pages
from comments.desk.marks import RowMark, mark_of
from comments.desk.search_form import SearchForm
from comments.desk.visit import Visit, at_desk
from comments.errors import Invalid, Message
from comments.models import Comment, Thread, Upkeep
from comments.search import Filters, Kind, Query, saved
from comments.text import search_words
from comments.text.markup import excerpt
from comments.text.parsing import parse_id

ON_PAGE = 50
_EXCERPT = 140
_LONGEST_STATE = 4_000
_UNDERSTOOD: dict[Kind, Message] = {
    Kind.COMMENT: gettext_lazy("The comment with the number %(value)s"),
    Kind.PAGE: gettext_lazy("Comments on the page %(value)s; if there is none, authors and links of its website"),
    Kind.EMAIL: gettext_lazy("Comments by the email address %(value)s"),
    Kind.DOMAIN: gettext_lazy("Comments by email addresses at %(value)s"),
    Kind.NETWORK: gettext_lazy("Comments from the network %(value)s"),
    Kind.WEBSITE: gettext_lazy("Comments whose author has the website %(value)s, or that link to it"),
}


@at_desk
def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was searched for, the newest comments first."""
    # What comes behind a comment is told by our own parameter; a card opened from here begins its queue anew.
    visit = replace(visit, place=replace(visit.place, after=None, order=""))
    form = SearchForm(request.GET, visit.access, visit.by)
    query, is_valid = search.parse(form.text), form.is_valid()
    context = {
        "form": form, "query": query, "understood": _understood(query),
        "as_words": _as_words(query) if query.kind in _UNDERSTOOD else "",
        "saved": list(saved.of(visit.by)), "state": _state(request.GET), "elsewhere": "search",
        "not_indexed_before": _not_indexed_before(), "place": visit.place,
    }  # fmt: skip
    if is_valid:
        context |= _found(request, visit, query, form)
    return pages.render_page(request, visit, "comments/desk/search.html", context)


@at_desk
def keep(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Save, rename or delete a search of one's own; asked for without one, the search."""
    sent, state = request.POST, request.POST.get("query", "")
    if request.method == "POST":
        try:
            messages.success(request, _carry_out(visit, sent, state))
        except Invalid as refusal:
            for error in refusal.errors:
                messages.warning(request, error.message)
    return HttpResponseRedirect(_address(QueryDict(state[:_LONGEST_STATE]).urlencode()))


def _carry_out(visit: Visit, sent: QueryDict, state: str) -> str:
    """Raises Invalid, and NotFound."""
    action, search_id = sent.get("action"), parse_id(sent.get("search", "")) or 0
    if action == "delete":
        saved.delete(visit.by, search_id)
        return _("The search was deleted.")
    if action == "rename":
        saved.rename(visit.by, search_id, sent.get("name", ""))
        return _("The search was renamed.")
    return _("The search was saved as “%(name)s”.") % {
        "name": saved.save(
            visit.by, sent.get("name", ""), _state(QueryDict(state[:_LONGEST_STATE])), now=visit.now
        ).name
    }


def _found(request: HttpRequest, visit: Visit, query: Query, form: SearchForm) -> dict[str, Any]:
    filters, after = form.filters(), parse_id(request.GET.get("after", ""))
    ids = search.find(
        query, visit.access, filters, after=after, is_newest_first=form.is_newest_first, limit=ON_PAGE + 1
    )
    is_all = len(ids) <= ON_PAGE and not after
    number = len(ids) if is_all else search.count(query, visit.access, filters)
    return {
        "rows": _rows(ids[:ON_PAGE], query),
        "number": number,
        "number_shown": _shown(number),
        "more": _placed(request.GET, ids[ON_PAGE - 1]) if len(ids) > ON_PAGE else "",
        "from_start": _placed(request.GET, None) if after else "",
        "is_narrowed": bool(filters),
        "thread": _thread(visit, filters),
        "is_asked": query.kind != Kind.NOTHING or bool(filters),
    }


def _rows(ids: list[int], query: Query) -> list[tuple[Comment, RowMark | None, str]]:
    rows = Comment.objects.select_related("thread", "site", "cluster").prefetch_related("findings").in_bulk(ids)
    return [(rows[pk], mark_of(rows[pk]), around(rows[pk].text, query)) for pk in ids if pk in rows]


def around(text: str, query: Query) -> str:
    """What stands around the first word that was looked for, where the beginning of the text does not show it."""
    wanted = {phrase.words[0] for clause in query.clauses for phrases in clause for phrase in phrases}
    plain = excerpt(text, len(text)) if wanted else ""
    if len(plain) <= _EXCERPT:
        return ""
    at = 0
    for part in plain.split(" "):
        if any(word in wanted for line in search_words.lines_of(part) for word in line):
            start = plain.rfind(" ", 0, max(0, at - _EXCERPT // 3)) + 1
            return "" if at < _EXCERPT else "…" + excerpt(plain[start:], _EXCERPT)
        at += len(part) + 1
    return ""


def _understood(query: Query) -> str:
    sentence = _UNDERSTOOD.get(query.kind)
    return str(sentence) % {"value": query.value} if sentence else ""


def _as_words(query: Query) -> str:
    """The search for what was typed as one phrase."""
    phrase = query.text.replace('"', " ")
    return _address(urlencode({"q": f'"{phrase}"'}))


def _shown(number: int) -> str:
    if number > search.MOST_COUNTED:
        return _("%(number)s+") % {"number": number_format(search.MOST_COUNTED, force_grouping=True)}
    return str(number_format(number, force_grouping=True))


def _thread(visit: Visit, filters: Filters) -> Thread | None:
    """That it is narrowed to; none of a site that one does not moderate."""
    if filters.thread_id is None:
        return None
    return visit.access.filter(Thread.objects.all()).filter(pk=filters.thread_id).first()


def _not_indexed_before() -> int | None:
    """The number of the comment before which words find nothing yet; None once all comments are indexed."""
    row = Upkeep.objects.filter(pk=1).first()
    return row.indexed_from if row and row.indexed_at is None else None


def _state(query: QueryDict) -> str:
    """The search as it can be kept: without the place in its results and fields that say nothing."""
    kept = [(name, value) for name, values in query.lists() for value in values if value and name != "after"]
    return urlencode(kept)


def _placed(query: QueryDict, after: int | None) -> str:
    """The address of this search behind one comment, or from its start."""
    fields = query.copy()
    fields.pop("after", None)
    if after is not None:
        fields["after"] = str(after)
    return _address(fields.urlencode())


def _address(query: str) -> str:
    return f"{reverse('admin:comments_desk_search')}?{query}"
