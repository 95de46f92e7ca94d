"""Which domains belong to so many people that a ban on one would fall on everybody.

A short selection of what readers write from and link to, after the Public Suffix List (publicsuffix.org).
"""


def _listed(domains: str) -> frozenset[str]:
    return frozenset(domains.split())


# Under these, countries register as others do directly below the country: co.uk, com.au.
_SECOND_LEVEL = _listed("ac co com edu go gob gouv gov govt ltd mil ne net nom or org plc sch")
# The same where the word is somebody's own below another country, as in id.me and in.gr.
_REGISTRIES = _listed("""
    asn.au id.au nsw.au vic.au me.uk nhs.uk police.uk gen.nz geek.nz iwi.nz maori.nz school.nz law.za web.za
    asso.fr tm.fr
    gv.at biz.pl info.pl waw.pl krakow.pl wroclaw.pl in.ua kiev.ua kyiv.ua lviv.ua pp.ua msk.ru pp.ru spb.ru in.rs
    firm.in gen.in ind.in in.th biz.id my.id web.id bel.tr biz.tr gen.tr info.tr web.tr adv.br art.br blog.br eng.br
    ind.br lg.jp gr.jp pe.kr re.kr idv.tw idv.hk co.com de.com eu.com eu.org gb.net uk.com us.com
""")
_HOSTING = _listed("""
    amazonaws.com s3.amazonaws.com appspot.com azurewebsites.net blob.core.windows.net cloudfront.net fly.dev github.io
    gitlab.io glitch.me herokuapp.com netlify.app onrender.com pages.dev r2.dev run.app surge.sh vercel.app web.app
    firebaseapp.com workers.dev bandcamp.com blogspot.com carrd.co fandom.com fc2.com ghost.io hatenablog.com itch.io
    jimdofree.com jimdosite.com livejournal.com myshopify.com narod.ru neocities.org notion.site over-blog.com
    readthedocs.io square.site squarespace.com strikingly.com substack.com tumblr.com typepad.com ucoz.ru webflow.io
    webnode.com weebly.com wixsite.com wordpress.com ddns.net duckdns.org ngrok.io ngrok-free.app translate.goog
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
    """Whether people register domains directly below this one."""
    second, _dot, top = domain.rpartition(".")
    return domain in _REGISTRIES or (len(top) == 2 and second in _SECOND_LEVEL)  # countries have two letters


def is_hosting(domain: str) -> bool:
    """Whether everybody has a website of their own below this one."""
    return domain in _HOSTING


def is_mail_provider(domain: str) -> bool:
    """Whether everybody can have an e-mail address there."""
    label, _dot, rest = domain.partition(".")
    is_top = "." not in rest and len(rest) < 4  # gmx.at, gmx.net
    return domain in _MAIL_PROVIDERS or (label in _MAIL_EVERYWHERE and (is_top or is_registry(rest)))


def is_platform(domain: str) -> bool:
    """Whether everybody has pages there, told apart by the path: the domain or one below it, such as m.facebook.com."""
    return any(domain == platform or domain.endswith(f".{platform}") for platform in _PLATFORMS)
