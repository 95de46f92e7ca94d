"""What a comment looks like and what it asks for, in any language: traits of its form, and kinds of appeal.

Nothing here is spam by itself: what each trait and each kind of appeal weighs is learnt like any word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from comments.classifier.tokens import MAIL, PlainText
from comments.errors import Message
from comments.text.characters import LETTER

# Each trait by its key, and how moderators read it.
TRAIT_NAMES: dict[str, Message] = {
    "link": _("a link"),
    "links": _("several links"),
    "hidden link": _("a link behind other words"),
    "mail": _("an e-mail address"),
    "phone": _("a telephone number"),
    "number": _("a number"),
    "price": _("an amount of money"),
    "capitals": _("many capitals"),
    "all capitals": _("capitals only"),
    "digits": _("many digits"),
    "many digits": _("more digits than words"),
    "signs": _("many signs"),
    "exclamations": _("exclamation marks"),
    "stretched": _("a letter again and again"),
    "emoji": _("emoji"),
    "hashtags": _("several hashtags"),
    "lines": _("several lines"),
    "long": _("its length"),
    "repetition": _("the same words again and again"),
    "hidden": _("invisible characters inside words"),
    "two alphabets": _("letters of two alphabets in one word"),
    "styled": _("letters from outside the alphabet"),
    "website": _("a website"),
    "name with digits": _("digits in the name"),
}

_OCCURS = {
    "phone": re.compile(r"(?<![\w.])\+?\d(?:[ ()./-]{0,2}\d){7,14}(?![\w.])"),
    "price": re.compile(r"[$€£¥₽₹]\s?\d|\d\s?(?:[$€£¥₽₹]|(?:usd|eur|euros?|dollars?)\b)", re.I),
    "exclamations": re.compile("![^!]*!"),
    "stretched": re.compile(rf"({LETTER})\1{{3}}"),
    "emoji": re.compile("[\u2600-\u27bf\u2b50\U0001f000-\U0001faff]"),
    "hashtags": re.compile(r"(?<!\w)#\w[^#]*(?<!\w)#\w"),
    "lines": re.compile(r"\n[^\n]*\n"),
    "two alphabets": re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]"),
}
_LONG_CHARACTERS = 128
_SIGN = re.compile(r"[^\w\s]")
_DIGIT = re.compile(r"\d")
# Words of advertising by the kind of appeal that they stand for, so that a word never met before is known as one of a
# kind that was. An entry with * stands for all words that begin so.
_APPEALS = {
    "visit": """
        checkout visit* besuch* visita* visitez visiter schau schaut guarda guardate mira miren bekijk bezoek odwiedź
        odwiedz* zapraszam zajrzyj посети* заходи* зайди* загляни* ziyaret navštiv*""",
    "watch": """
        watch* listen* hear look* see check* ansehen anhören hört escucha* écoute* regarde* ascolta* ouve ouça assista*
        bekijken luister* posłuchaj* obejrzyj* посмотр* смотри* послушай* слушай* izle* dinle*""",
    "click": """
        click* clic* klick* klik* cliqu* clica* kliknij* нажм* жми* кликн* tıkla* pincha*""",
    "subscribe": """
        subscrib* subscrip* sub subs subbed sub4sub suscrib* abonn* abonier* inscrev* inscriv* inscrib* iscriv* follow*
        folgt folgen sígue* sigue* siga* sigam suivez* segui* volg volgen подпис* подпиш* takip abone* subskryb*
        obserwuj* register* anmeld* regístr* registr* signup join* beitreten únete""",
    "channel": "channel* kanal* canal* chaine* chaîne* kanaal* kanał* канал* vlog* playlist*",
    "site": """
        website* site sites webseite* homepage* blog* seite pagina* página* сайт* sito siti strona stronę sitio* page
        profile* profil* perfil* profilo webshop*""",
    "self": """
        my our mine mein meine meinen meinem meiner unser* mi mis mon nos notre meu minha nosso nossa mio mia nostro
        nostra mijn onze mój moje moją moim мой мою мои моего моём наш* benim bizim můj""",
    "free": "free freebie* gratis kostenlos* gratuit* umsonst бесплатн* darmow* bezpłatn* bedava ücretsiz zdarma",
    "money": """
        money cash earn* income dollar* paid salary paypal geld verdien* dinero ganar ganancia* argent gagner gagnez
        soldi guadagn* dinheiro ganhar ganhe деньг* заработ* доход* прибыл* pieniądze zarabi* zarob* kazan* profit* rich
        wealth* millionaire*""",
    "credit": """
        loan* credit* kredit* crédit* préstamo* prestito* empréstimo* lening* pożyczk* кредит* займ* mortgage* debt
        insurance versicherung* darlehen""",
    "invest": """
        invest* bitcoin* crypto* krypto* cripto* крипто* forex btc ethereum eth trading trader* binary инвест* yatırım
        inwest* token* nft""",
    "shop": """
        buy buying shop* store* order* cheap* discount* sale price* deal deals offer* coupon* promo* outlet wholesale
        replica* kaufen billig* rabatt* angebot* günstig* compra* oferta* barat* descuento* acheter achetez offre*
        réduction* compre* desconto* acquist* sconto* kopen korting* aanbieding* kup kupić tani* promocj* купи* скидк*
        дешев* распродаж* indirim* satın""",
    "prize": """
        win winner* won prize* giveaway* lottery lotto gewinn* sorteo* premio* gagnant* vincit* ganhador* wygraj*
        wygran* nagrod* выигр* приз* ödül* giftcard* voucher* reward*""",
    "health": """
        viagra cialis levitra pharma* pill pills drugs weight diet* keto slim* abnehmen adelgaz* maigrir dimagr*
        emagrec* похуд* schudn* zayıfla* supplement* medication* prescription* tramadol xanax steroid*""",
    "adult": """
        porn* sex sexy nude* nackt* escort* dating singles webcam* xxx milf* hookup* erotic* erotik* sexo desnud*
        rencontre* incontri порно* секс* знакомств* randki""",
    "gamble": """
        casino* kasino* казино poker bet bets betting slot slots gambl* jackpot* apuesta* wetten aposta* scommess*
        ставк* bukmacher* bahis*""",
    "promote": """
        seo backlink* traffic ranking* marketing promot* advertis* sponsor* viral werbung publicidad agency agentur*
        agencia* реклам* раскрутк* продвижен*""",
    "reach": """
        whatsapp telegram skype viber wechat snapchat discord contact* kontakt* contacta* email* gmail inbox dm facebook
        instagram twitter tiktok onlyfans twitch soundcloud spotify patreon""",
    "plea": """
        please plz pls bitte favor alsjeblieft proszę пожалуйста lütfen prego help support* unterstütz* vote* share*
        teilt teilen comparte* partage* condivid* compartilh* поделит* thumbs""",
    "media": """
        video* vid vids vidéo* видео* cover covers song songs track tracks remix* mixtape* album* music* musik* música*
        musique* музык* трек* gaming minecraft rapper* beats""",
    "assurance": """
        guarantee* garant* guaranteed legit scam* trusted reliable genuine certified testimon* spell caster herbal""",
}


def _entries() -> dict[str, str]:
    return {entry: kind for kind, listed in _APPEALS.items() for entry in listed.split()}


_WHOLE = {entry: kind for entry, kind in _entries().items() if not entry.endswith("*")}
_BEGINNINGS = {entry[:-1]: kind for entry, kind in _entries().items() if entry.endswith("*")}
_LENGTHS = sorted({len(beginning) for beginning in _BEGINNINGS}, reverse=True)


def traits(comment: PlainText, *, links: int, words: list[str]) -> Iterator[str]:
    """Yield the keys of TRAIT_NAMES that a comment has; `words` are its words, casefolded, `links` how many it has."""
    visible = comment.visible
    has = {
        "link": links > 0,
        "links": links > 1,
        "long": len(visible) >= _LONG_CHARACTERS,
        "hidden link": bool(comment.targets),
        "mail": MAIL in words,
        "hidden": comment.has_hidden,
        "styled": comment.is_styled,
        "repetition": len(words) >= 10 and len(set(words)) < len(words) / 2,
    }
    yield from (name for name, holds in has.items() if holds)
    yield from (name for name, pattern in _OCCURS.items() if pattern.search(visible))
    yield from _shares_of_characters(visible)


@lru_cache(maxsize=20_000)
def appeal_of(word: str) -> str | None:
    """Return the kind of appeal of a casefolded word: of the word itself, else of the longest listed beginning."""
    if word in _WHOLE:
        return _WHOLE[word]
    found = (_BEGINNINGS.get(word[:length]) for length in _LENGTHS if length <= len(word))
    return next((kind for kind in found if kind), None)


def _shares_of_characters(visible: str) -> Iterator[str]:
    size, large = len(visible) or 1, sum(map(str.isupper, visible))
    letters = large + sum(map(str.islower, visible))
    digits = len(_DIGIT.findall(visible))
    shares = {
        "capitals": letters >= 5 and large >= 0.3 * letters,
        "all capitals": letters >= 5 and large >= 0.6 * letters,
        "digits": digits >= 0.1 * size,
        "many digits": digits >= 0.3 * size,
        "signs": len(_SIGN.findall(visible)) >= 0.2 * size,
    }
    yield from (name for name, holds in shares.items() if holds)
