"""HTML pages of the service itself."""

from django.urls import path

from comments.web import fragment, report, views

urlpatterns = [
    path("<slug:site>/", views.thread, name="comments-thread"),
    path("<slug:site>/fragment/", fragment.fragment, name="comments-fragment"),
    path("<slug:site>/waiting/", views.waiting, name="comments-waiting"),
    path("<slug:site>/<int:comment_id>/report/", report.report, name="comments-report"),
]
