"""Articles as structured data for search engines (schema.org)."""

from typing import Any

from project.newsroom.models import Article

PUBLISHER = "The Harbour Lantern"


def news_article(article: Article, *, url: str, publisher_url: str) -> dict[str, Any]:  # JSON-LD
    changed = article.updated_at or article.published_at
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.standfirst,
        "articleSection": str(article.get_section_display()),
        "author": {"@type": "Person", "name": article.byline},
        "publisher": {"@type": "NewsMediaOrganization", "name": PUBLISHER, "url": publisher_url},
        "datePublished": article.published_at.isoformat(),
        "dateModified": changed.isoformat(),
        "mainEntityOfPage": url,
        "url": url,
        "discussionUrl": f"{url}#comments",
        "inLanguage": "en",
    }
