"""What is forgotten of what was told, when a comment or what is known of its author is erased."""

from collections.abc import Collection

from comments.models import Delivery, DeliveryAttempt


def forget_words(comment_ids: Collection[int]) -> None:
    """Erase what was sent of these comments and what was answered, which may quote it; that it was sent stays."""
    DeliveryAttempt.objects.filter(delivery__comment__in=comment_ids).update(request="", answer="")
    Delivery.objects.filter(comment__in=comment_ids).exclude(answer="").update(answer="")
