"""HTML pages of the service itself."""

from django.urls import path

from comments.web import views

urlpatterns = [
    path("<slug:site>/", views.thread, name="comments-thread"),
    path("<slug:site>/waiting/", views.waiting, name="comments-waiting"),
]
