"""Text that would be a script somewhere, and a check that it is none here."""

from tests.support.pages import Element

PAYLOADS = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' autofocus onfocus=alert(1) x='",
    "` onload=alert(1) `",
    "</textarea></title></script></style></noscript><script>alert(1)</script>",
    "<!--", "-->", "--!><script>alert(1)</script>", "]]><script>alert(1)</script>", "<![CDATA[<script>", "<?php x ?>",
    "</p></div></li></ol></section></main></body></html>",
    "<style>@import 'https://evil.example'</style>", "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<form action=https://evil.example><input name=form_token>",
    "<b id=commentform name=body class=comment>", "<a href=javascript:alert(1)>x</a>", "javascript:alert(1)",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "&#x3c;script&#x3e;", "%3Cscript%3E",
    "\\u003cscript\\u003e",
    "{{ 7|add:7 }}{% debug %}{# x #}", "{% include 'admin/index.html' %}", "%(name)s %s %d {0} ${7*7}",
    "\u2039script\u203a \uff1cscript\uff1e", "<scr<script>ipt>", "<\u200bscript>", "< script >",
    "<details open ontoggle=alert(1)>",
]  # fmt: skip

_SHOWN = {"p", "br", "a", "b", "strong", "i", "em", "q", "cite", "code", "pre", "blockquote", "del", "s", "abbr"}
_ATTRIBUTES = {"a": {"href", "title", "rel"}, "abbr": {"title"}}


def without_content(page: Element) -> Element:
    """The page without what stands in its comments, which may hold a few harmless tags."""
    for element in [page, *page.walk()]:
        if "comment-content" in element.attributes.get("class", "").split():
            element.children = []
    return page


def assert_harmless(content: Element) -> None:
    """A published comment's HTML has WordPress's tags only, and links to nothing but web pages and mailboxes."""
    for element in content.walk():
        assert element.tag in _SHOWN, element
        assert set(element.attributes) <= _ATTRIBUTES.get(element.tag, set()), element
        assert element.attributes.get("href", "https://").startswith(("https://", "http://", "mailto:")), element
