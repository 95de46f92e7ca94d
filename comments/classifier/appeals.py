"""What advertising asks for and offers, whatever its language: words to the kinds of appeal that they stand for.

A word never met before is thereby known as one of a kind that was. Nothing here is spam by itself: what each kind
weighs is learnt like any word. An entry with * stands for all words that begin so.
"""

from functools import lru_cache

_LISTED = {
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
    return {entry: kind for kind, listed in _LISTED.items() for entry in listed.split()}


_WHOLE = {entry: kind for entry, kind in _entries().items() if not entry.endswith("*")}
_BEGINNINGS = {entry[:-1]: kind for entry, kind in _entries().items() if entry.endswith("*")}
_LENGTHS = sorted({len(beginning) for beginning in _BEGINNINGS}, reverse=True)


@lru_cache(maxsize=20_000)
def kind_of(word: str) -> str | None:
    """The kind a casefolded word is of: the listed word itself, else the longest listed beginning."""
    if word in _WHOLE:
        return _WHOLE[word]
    found = (_BEGINNINGS.get(word[:length]) for length in _LENGTHS if length <= len(word))
    return next((kind for kind in found if kind), None)
