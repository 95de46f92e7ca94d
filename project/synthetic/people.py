"""Who writes synthetic comments: few write much, many write once."""

from dataclasses import dataclass
from random import Random

from comments.net import emails, ip

MOST = 40_000
_COMMENTS_EACH = 10
_SHARE_OF_STAFF = 0.01

_FIRST = (
    "Ada", "Alma", "Amir", "Anneke", "Arlo", "Aroha", "Bea", "Boris", "Bruno", "Caio", "Cato", "Chidi", "Clara",
    "Dagny", "Dario", "Edda", "Efua", "Elif", "Enzo", "Esme", "Farid", "Fenna", "Flora", "Gita", "Goran", "Greta",
    "Hana", "Henk", "Hilda", "Ida", "Ilse", "Imre", "Ines", "Ivo", "Jana", "Jonas", "Josip", "Juno", "Kaan", "Kari",
    "Keiko", "Kofi", "Lars", "Leda", "Lina", "Lior", "Lotte", "Luca", "Maeve", "Malik", "Mara", "Marek", "Mina",
    "Nadia", "Nils", "Noor", "Olga", "Omar", "Orla", "Oskar", "Pavel", "Petra", "Pia", "Priya", "Rafi", "Ravi",
    "Rosa", "Runa", "Sami", "Selma", "Silas", "Sofie", "Sunil", "Tamar", "Tariq", "Thea", "Tilo", "Una", "Vera",
    "Viggo", "Wanda", "Wim", "Yara", "Yusuf", "Zita", "Zoran", "Łucja", "Jürgen", "Zoë", "Søren", "Ōki", "Élise",
)  # fmt: skip
_LAST = (
    "Abbot", "Almeida", "Arden", "Bakker", "Barrow", "Bell", "Brandt", "Byrne", "Castell", "Chen", "Cole", "Dahl",
    "Danso", "Drew", "Eker", "Ellis", "Falk", "Farrow", "Fisk", "Fontana", "Gale", "Garcia", "Grove", "Haas", "Hart",
    "Holm", "Horvat", "Ibsen", "Ito", "Jansen", "Joshi", "Kaplan", "Keane", "Klein", "Kovac", "Lang", "Larsen",
    "Lund", "Mara", "Marsh", "Mbeki", "Meyer", "Moreau", "Nagy", "Novak", "Oduya", "Okada", "Osei", "Park", "Patel",
    "Pereira", "Pike", "Quist", "Ramos", "Reed", "Rossi", "Rowe", "Sato", "Silva", "Singh", "Stone", "Sund", "Tanaka",
    "Thorne", "Toth", "Ueda", "Vance", "Varga", "Vos", "Wada", "Wells", "West", "Winter", "Wolf", "Yilmaz", "Zeman",
)  # fmt: skip
_DOMAINS = ("example.org", "mail.example.org", "example.com", "post.example.com", "example.net", "inbox.example.net")
_BROWSERS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
    " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0",
)


@dataclass(frozen=True, slots=True)
class Person:
    """What an author types, and where they write from."""

    name: str
    email: str
    email_canonical: str
    url: str
    staff: bool
    address: str
    network: str
    user_agent: str


NOBODY = Person("", "", "", "", False, "", "", "")


class PersonSampler:
    """Draws authors: a tenth as many as `comments`, within limits; a person is the same whenever drawn."""

    def __init__(self, random: Random, *, comments: int) -> None:
        self._random = random
        self._number = min(max(comments // _COMMENTS_EACH, 20), MOST)
        self._known: dict[int, Person] = {}

    def sample(self) -> Person:
        if self._random.random() < _SHARE_OF_STAFF:
            return _STAFF[int(self._random.random() * len(_STAFF))]
        index = int(self._number * self._random.random() ** 2)
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = person(index)
        return known


def person(index: int) -> Person:
    """The person of this number, the same in every run."""
    random = Random(index)  # noqa: S311 - nothing secret
    first, last = random.choice(_FIRST), random.choice(_LAST)
    name = random.choice(
        (f"{first} {last}", f"{first} {last}", first, f"{first[0]}. {last}", f"{first.lower()}{index}")
    )
    plus = "+comments" if random.random() < 0.05 else ""
    email = f"{last.lower()}.{index}{plus}@{random.choice(_DOMAINS)}"
    url = f"https://{last.lower()}{index}.example.net/" if random.random() < 0.15 else ""
    address = _address(index)
    return Person(
        name, email, emails.canonical(email), url, False, address, ip.network_of(address),
        random.choice(_BROWSERS),
    )  # fmt: skip


def _address(index: int) -> str:
    if index % 4 == 0:
        return f"2001:db8:{index // 4:x}::{index % 7 + 1:x}"
    return f"10.{index // 65536 % 256}.{index // 256 % 256}.{index % 256}"


_STAFF = tuple(
    Person(name, email, email, "", True, "10.255.0.1", "10.255.0.1", _BROWSERS[0])
    for name, email in (("The desk", "desk@example.org"), ("The editors", "editors@example.org"))
)
