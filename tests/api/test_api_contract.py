"""The contract of the API is whole: its fragments join, and its schemas have the keys of the types of our answers."""

import json
import re
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from comments.api import openapi
from comments.api.moderation import author_shapes, comment_shapes, managing_shapes
from comments.api.moderation import shapes as moderation_shapes
from comments.reading import shapes
from tests.api.documented import at, is_valid

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.once

# The schemas that describe the objects of each type.
SCHEMAS = {
    "AuthorJSON": ["Author"],
    "MoreRepliesJSON": ["MoreReplies"],
    "CommentJSON": ["PublishedComment", "Tombstone"],
    "OwnCommentJSON": ["OwnComment"],
    "PostedCommentJSON": ["PostedComment"],
    "PreviewJSON": ["Preview"],
    "FiledReportJSON": ["FiledReport"],
    "NoticeJSON": ["ThreadNotice"],
    "ThreadJSON": ["Thread"],
    "CommentListJSON": ["CommentList"],
    "RecommendationsJSON": ["Recommendations"],
    "CountsJSON": ["Counts"],
    "TrendingThreadJSON": ["TrendingThread"],
    "TrendingJSON": ["Trending"],
    "FormFieldJSON": ["FormField"],
    "FormFieldsJSON": ["FormFields"],
    "SiteJSON": ["Site"],
    "SignedInJSON": ["SignedIn"],
    "FieldProblemJSON": ["FieldProblem"],
    "ProblemJSON": ["Problem"],
    "KeyJSON": ["ApiKey"],
    "BatchJSON": ["Batch"],
    "BatchListJSON": ["BatchList"],
    "LeftCommentJSON": ["LeftComment"],
    "LeftCommentsJSON": ["LeftComments"],
    "FollowedBatchJSON": ["FollowedBatch"],
    "MatchedStatusJSON": ["MatchedStatus"],
    "MatchedCommentsJSON": ["MatchedComments"],
    "BatchConflictJSON": ["BatchConflictProblem"],
    "BatchChangeConflictJSON": ["BatchChangeProblem"],
    "BanJSON": ["Ban"],
    "BanListJSON": ["BanList"],
    "BanReachJSON": ["BanReach"],
    "LaidBanJSON": ["LaidBan"],
    "OpenReportJSON": ["OpenReport"],
    "OpenReportListJSON": ["OpenReportList"],
    "ThreadSwitchJSON": ["ThreadSwitch"],
    "ManagedThreadJSON": ["ManagedThread"],
    "ThreadConflictJSON": ["ThreadConflictProblem"],
    "ManagedThreadListJSON": ["ManagedThreadList"],
    "ModeratedSiteJSON": ["ModeratedSite"],
    "PersonJSON": ["Person"],
    "PersonListJSON": ["PersonList"],
    "ModeratedThreadJSON": ["ModeratedThread"],
    "AccountJSON": ["HostAccount"],
    "ModeratedAuthorJSON": ["ModeratedAuthor"],
    "FindingJSON": ["Finding"],
    "DecisionJSON": ["Decision"],
    "SetAsideJSON": ["SetAside"],
    "ReportCountJSON": ["ReportCount"],
    "ReportTextJSON": ["ReportText"],
    "OpenReportsJSON": ["OpenReports"],
    "TotalJSON": ["Total"],
    "AuthorValueJSON": ["AuthorValue"],
    "AuthorBanJSON": ["AuthorBan"],
    "AuthorTrustJSON": ["AuthorTrust"],
    "AuthorNoteJSON": ["AuthorNote"],
    "EarlierCommentJSON": ["EarlierComment"],
    "AuthorFactsJSON": ["AuthorFacts"],
    "ModeratedCommentJSON": ["ModeratedComment"],
    "ModeratedListJSON": ["ModeratedList"],
    "DecisionConflictJSON": ["DecisionConflictProblem"],
    "QueueJSON": ["Queue"],
    "QueueListJSON": ["QueueList"],
    "ReasonJSON": ["RejectionReason"],
    "ReasonListJSON": ["ReasonList"],
}
TYPES = {
    name: value
    for module in (shapes, moderation_shapes, author_shapes, comment_shapes, managing_shapes)
    for name, value in vars(module).items()
    if is_typeddict(value) and value.__module__ == module.__name__ and not name.startswith("_")
}


def test_it_joins_every_fragment_of_the_document() -> None:
    folder = Path(openapi.__file__).parent
    files = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.json")}

    assert set(openapi.FRAGMENTS) == files


@pytest.mark.parametrize("name", openapi.FRAGMENTS)
def test_it_describes_nothing_twice(name: str) -> None:
    with pytest.raises(ValueError, match="twice"):
        openapi.load((*openapi.FRAGMENTS, name))


def test_it_describes_every_type() -> None:
    assert set(SCHEMAS) == set(TYPES)


@pytest.mark.parametrize(("name", "schema"), [(name, one) for name, several in SCHEMAS.items() for one in several])
def test_it_has_the_keys_of_the_type(name: str, schema: str) -> None:
    described = at(f"/components/schemas/{schema}")

    assert set(described["properties"]) == set(get_type_hints(TYPES[name]))
    assert set(described["required"]) == TYPES[name].__required_keys__


@pytest.mark.parametrize("name", TYPES)
def test_it_allows_null_where_the_type_does(name: str) -> None:
    for key, hint in get_type_hints(TYPES[name]).items():
        schemas = [f"/components/schemas/{schema}/properties/{key}" for schema in SCHEMAS[name]]
        assert any(is_valid(schema, None) for schema in schemas) == (NoneType in get_args(hint)), key


def test_it_has_a_type_for_every_object_that_is_answered() -> None:
    schemas = openapi.DOCUMENT["components"]["schemas"]
    objects = {name for name, schema in schemas.items() if schema.get("type") == "object"}
    requests = {
        "NewComment", "CommentEdit", "TypedText", "ReaderReport", "NewDecision", "NewBatch", "ChosenComment",
        "CommentFilter", "NewBan", "NewSwitch", "HostPage",
    }  # fmt: skip

    others = {"Document"}  # the document itself, which has no type of ours

    assert objects - requests - others == {name for several in SCHEMAS.values() for name in several}


EXAMPLES = re.findall(r"```json\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
ANSWERS = [
    "CommentListJSON",
    "PostedCommentJSON",
    "PreviewJSON",
    "FiledReportJSON",
    "CountsJSON",
    "TrendingJSON",
    "SiteJSON",
    "SignedInJSON",
    "ProblemJSON",
]


@pytest.mark.parametrize(("example", "name"), list(zip(EXAMPLES, ANSWERS, strict=True)), ids=ANSWERS)
def test_it_documents_each_answer_by_an_example_with_all_its_keys(example: str, name: str) -> None:
    assert_like(json.loads(example), TYPES[name])


def assert_like(value: Any, hint: Any) -> None:
    """The value has the keys of the type, at any depth; “…” stands for keys that are left out."""
    if is_typeddict(hint):
        hints = get_type_hints(hint)
        assert set(value) - {"…"} <= set(hints)
        assert "…" in value or hint.__required_keys__ <= set(value)
        for key in hints.keys() & value.keys():
            assert_like(value[key], hints[key])
    elif get_origin(hint) is list:
        for one in value:
            assert_like(one, get_args(hint)[0])
    elif objects := [one for one in get_args(hint) if is_typeddict(one) and value is not None]:
        assert_like(value, objects[0])
