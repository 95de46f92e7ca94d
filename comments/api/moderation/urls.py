"""The part of the API with which programs moderate."""

from django.urls import path, re_path

from comments.api.moderation import base, comments, helps, views

urlpatterns = [
    path("", views.KeyDetail.as_view(), name="api-moderation"),
    path("comments/", comments.ModeratedCommentList.as_view(), name="api-moderation-comments"),
    path("comments/<int:comment_id>/", comments.ModeratedCommentDetail.as_view(), name="api-moderation-comment"),
    path("comments/<int:comment_id>/decisions/", comments.CommentDecisions.as_view(), name="api-moderation-decisions"),
    path("decisions/<int:decision_id>/undo/", comments.DecisionUndo.as_view(), name="api-moderation-undo"),
    path("queues/", helps.QueueList.as_view(), name="api-moderation-queues"),
    path("reasons/", helps.ReasonList.as_view(), name="api-moderation-reasons"),
    re_path("^", base.not_found),
]
