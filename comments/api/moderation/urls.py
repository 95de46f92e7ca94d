"""The part of the API with which programs moderate."""

from django.urls import path, re_path

from comments.api.moderation import bans, base, batches, comments, helps, reports, threads, views

urlpatterns = [
    path("", views.KeyDetail.as_view(), name="api-moderation"),
    path("comments/", comments.ModeratedCommentList.as_view(), name="api-moderation-comments"),
    path("comments/<int:comment_id>/", comments.ModeratedCommentDetail.as_view(), name="api-moderation-comment"),
    path("comments/<int:comment_id>/decisions/", comments.CommentDecisions.as_view(), name="api-moderation-decisions"),
    path("decisions/<int:decision_id>/undo/", comments.DecisionUndo.as_view(), name="api-moderation-undo"),
    path("queues/", helps.QueueList.as_view(), name="api-moderation-queues"),
    path("people/", helps.PersonList.as_view(), name="api-moderation-people"),
    path("reasons/", helps.ReasonList.as_view(), name="api-moderation-reasons"),
    path("batches/", batches.BatchList.as_view(), name="api-moderation-batches"),
    path("batches/<int:batch_id>/", batches.BatchDetail.as_view(), name="api-moderation-batch"),
    path("batches/<int:batch_id>/<slug:change>/", batches.BatchChange.as_view(), name="api-moderation-batch-change"),
    path("bans/", bans.BanList.as_view(), name="api-moderation-bans"),
    path("bans/reach/", bans.BanHits.as_view(), name="api-moderation-ban-reach"),
    path("bans/<int:ban_id>/", bans.BanDetail.as_view(), name="api-moderation-ban"),
    path("threads/", threads.ThreadSearch.as_view(), name="api-moderation-threads"),
    path("threads/<int:thread_id>/switch/", threads.ThreadSwitch.as_view(), name="api-moderation-switch"),
    path("reports/", reports.OpenReports.as_view(), name="api-moderation-reports"),
    re_path("^", base.not_found),
]
