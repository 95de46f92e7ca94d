"""What the text of mails needs of what visitors wrote."""

from django import template

register = template.Library()


@register.filter
def quoted(text: str) -> str:
    """Behind a mark at each line, so that nothing in it passes for a line, or a link, of the mail's own."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
