"""HTML pages of the service itself."""

from django.urls import path

from comments.web import confirm, fragment, mail_links, own, recommend, report, sign_in, views

urlpatterns = [
    # No site of ours has a page there.
    path("mail/stop/", mail_links.stop, name="comments-mail-stop"),
    path("mail/confirm/", confirm.confirm, name="comments-mail-confirm"),
    path("<slug:site>/", views.thread, name="comments-thread"),
    path("<slug:site>/fragment/", fragment.fragment, name="comments-fragment"),
    path("<slug:site>/sign-in/", sign_in.sign_in, name="comments-sign-in"),
    path("<slug:site>/sign-out/", sign_in.sign_out, name="comments-sign-out"),
    path("<slug:site>/waiting/", own.waiting, name="comments-waiting"),
    path("<slug:site>/<int:comment_id>/edit/", own.edit, name="comments-edit"),
    path("<slug:site>/<int:comment_id>/withdraw/", own.withdraw, name="comments-withdraw"),
    path("<slug:site>/<int:comment_id>/report/", report.report, name="comments-report"),
    path("<slug:site>/<int:comment_id>/recommend/", recommend.recommend, name="comments-recommend"),
]
