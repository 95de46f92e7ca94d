"""Which domains belong to so many people that a ban on one would fall on everybody.

Registries, and hosts of many websites, are in the Public Suffix List (publicsuffix.org), of which the package
publicsuffixlist brings a copy; nothing is fetched at run time. The lists here hold what that list does not know: mail
providers, platforms, and hosts of websites that did not enter themselves. They were selected by hand: large services
that readers write from and link to.
"""

from functools import cache

from publicsuffixlist import PublicSuffixList


def _listed(domains: str) -> frozenset[str]:
    return frozenset(domains.split())


_OTHER_HOSTING = _listed("""
    amazonaws.com bandcamp.com fandom.com fc2.com ghost.io glitch.me itch.io jimdofree.com jimdosite.com
    livejournal.com narod.ru neocities.org over-blog.com squarespace.com strikingly.com substack.com tumblr.com
    typepad.com ucoz.ru webnode.com weebly.com wordpress.com
""")
_MAIL_PROVIDERS = _listed("""
    126.com 139.com 163.com abv.bg alice.it aol.com arcor.de att.net bellsouth.net bigpond.com bk.ru bluewin.ch
    bol.com.br
    btinternet.com centrum.cz comcast.net cox.net daum.net email.cz fastmail.com foxmail.com free.fr freemail.hu
    freenet.de gmail.com hanmail.net hey.com i.ua icloud.com inbox.ru interia.pl laposte.net libero.it list.ru mac.com
    mail.com mail.ru mailbox.org me.com msn.com naver.com o2.pl onet.pl orange.fr planet.nl pm.me posteo.de proton.me
    protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com rogers.com sbcglobal.net seznam.cz sfr.fr shaw.ca
    sina.cn sina.com skynet.be sky.com sohu.com t-online.de talktalk.net telenet.be tiscali.it tuta.com tutanota.com
    ukr.net uol.com.br verizon.net virgilio.it virginmedia.com wanadoo.fr web.de wp.pl xtra.co.nz ya.ru yandex.com
    yandex.ru yeah.net ymail.com ziggo.nl zoho.com
""")
# Below many countries: gmx.net, gmx.at, yahoo.co.uk, hotmail.fr.
_MAIL_EVERYWHERE = _listed("gmx googlemail hotmail live outlook yahoo")
_PLATFORMS = _listed("""
    amazon.com archive.org bsky.app ebay.com etsy.com facebook.com fb.com flickr.com github.com gitlab.com google.com
    instagram.com linkedin.com mastodon.social medium.com ok.ru pinterest.com reddit.com soundcloud.com spotify.com
    threads.net tiktok.com twitch.tv twitter.com vimeo.com vk.com weibo.com wikipedia.org x.com youtu.be youtube.com
""")


def is_registry(domain: str) -> bool:
    """Whether a registry lets people register domains directly below this one, as below co.uk."""
    return _registries().is_public(domain)


def is_hosting(domain: str) -> bool:
    """Whether everybody has a website of their own below this one, as below github.io."""
    return domain in _OTHER_HOSTING or (_suffixes().is_public(domain) and not is_registry(domain))


def is_mail_provider(domain: str) -> bool:
    """Whether everybody can have an e-mail address there."""
    label, _dot, rest = domain.partition(".")
    is_top = "." not in rest and len(rest) < 4  # gmx.at, gmx.net
    return domain in _MAIL_PROVIDERS or (label in _MAIL_EVERYWHERE and (is_top or is_registry(rest)))


def is_platform(domain: str) -> bool:
    """Whether everybody has pages there, told apart by the path: the domain or one below it, such as m.facebook.com."""
    return any(domain == platform or domain.endswith(f".{platform}") for platform in _PLATFORMS)


# Reading one takes a tenth of a second and 2 MB, and only saving a ban asks for it.
@cache
def _registries() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
