"""Which view of the desk answers which path; the admin serves them below its own address, under desk/."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse

from comments.desk import (
    ahead,
    answering,
    asides,
    authors,
    batches,
    dashboard,
    deciding,
    everything,
    flood_deciding,
    floods,
    leasing,
    live,
    log,
    mailing,
    many,
    mine,
    notices,
    own_hook,
    page_links,
    pages,
    searching,
    setup,
    sign_on,
    threads,
    trials,
    undoing,
)


class Route(NamedTuple):
    """A path below desk/, its view, and its name in the admin's namespace."""

    path: str
    view: Callable[..., HttpResponse]
    name: str


ROUTES = (
    Route("", pages.desk, "comments_desk"),
    Route("comment/<int:comment_id>/", pages.card, "comments_desk_card"),
    Route("comment/<int:comment_id>/part/<slug:name>/", pages.part, "comments_desk_part"),
    Route("ahead/", ahead.cards_ahead, "comments_desk_ahead"),
    Route("live/", live.live, "comments_desk_live"),
    Route("lease/<int:comment_id>/", leasing.lease, "comments_desk_lease"),
    Route("decide/", deciding.decide, "comments_desk_decide"),
    Route("decide/ticked/", many.decide_ticked, "comments_desk_decide_ticked"),
    Route("all/", everything.of_queue, "comments_desk_all"),
    Route("batches/", batches.batch_list, "comments_desk_batches"),
    Route("batches/<int:batch_id>/", batches.batch, "comments_desk_batch"),
    Route("batches/<int:batch_id>/state/", batches.state, "comments_desk_batch_state"),
    Route("aside/", asides.set_aside, "comments_desk_aside"),
    Route("reply/", answering.reply, "comments_desk_reply"),
    Route("page-link/", page_links.page_link, "comments_desk_page_link"),
    Route("author/<int:comment_id>/", authors.dialog, "comments_desk_author"),
    Route("author/<int:comment_id>/hold/", authors.hold, "comments_desk_author_hold"),
    Route("author/<int:comment_id>/trust/", authors.trust, "comments_desk_author_trust"),
    Route("author/<int:comment_id>/note/", authors.note, "comments_desk_author_note"),
    Route("author/<int:comment_id>/try/", trials.trial_of_ban, "comments_desk_author_try"),
    Route("thread/<int:thread_id>/", threads.thread, "comments_desk_thread"),
    Route("dashboard/", dashboard.dashboard, "comments_desk_dashboard"),
    Route("floods/", floods.floods_view, "comments_desk_floods"),
    Route("floods/decide/", flood_deciding.decide, "comments_desk_floods_decide"),
    Route("floods/ten/", floods.ten, "comments_desk_floods_ten"),
    Route("floods/state/", floods.state, "comments_desk_floods_state"),
    Route("log/", log.log, "comments_desk_log"),
    Route("mail/", mailing.mailing, "comments_desk_mail"),
    Route("mine/", mine.mine, "comments_desk_mine"),
    Route("notices/", notices.notices, "comments_desk_notices"),
    Route("search/", searching.find, "comments_desk_search"),
    Route("search/all/", everything.of_search, "comments_desk_search_all"),
    Route("search/saved/", searching.keep, "comments_desk_search_saved"),
    Route("setup/", setup.start, "comments_desk_setup"),
    Route("setup/<int:site_id>/", setup.connect, "comments_desk_connect"),
    Route("setup/<int:site_id>/sign-on/", sign_on.page, "comments_desk_sign_on"),
    Route("setup/<int:site_id>/own-hook/", own_hook.page, "comments_desk_own_hook"),
    Route("trials/", trials.trial_list, "comments_desk_trials"),
    Route("trials/<int:trial_id>/", trials.trial, "comments_desk_trial"),
    Route("trials/<int:trial_id>/state/", trials.trial_state, "comments_desk_trial_state"),
    Route("undo/", undoing.undo, "comments_desk_undo"),
)
