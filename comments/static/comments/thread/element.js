/** The thread of a page elsewhere: `<comment-thread site="SITE" key="KEY">a link, shown until the comments are</comment-thread>`. */
import { Unreachable, ask } from "./calls.js";
import { usePolicy } from "./html.js";
import { bringDoingLater, loaded } from "./later.js";
import { bringToLife } from "./life.js";
import { placeOf } from "./place.js";
import { THEMES, baseSheet, inkAround, stylesOf, watchInk } from "./look.js";
import { sentencesIn } from "./sentences.js";
import { ACCOUNTS_PATH, STYLES } from "./served.js";
import { ATTRIBUTES, camelCase, fragmentOf, languageOf, pageFieldsOf, reflect } from "./settings.js";

/** So near the window a lazy thread loads: about a screen of a phone while somebody scrolls. */
const AHEAD = "512px";
/** The code of comments that are for readers who are signed in. */
const SIGN_IN = "sign-in-needed";
const asked = () => /^#comment-(\d+)$/.exec(location.hash)?.[1];

/**
 * @attr site, key - which thread; both are needed
 * @attr page-url, page-title, page-section, page-authors, page-published-at - what its first comment says of the page
 * @attr sort - oldest, newest, replies or recommended; default: as the site has it
 * @attr lang - default: the nearest lang around
 * @attr theme - auto (as the text around is light or dark), light or dark
 * @attr loading - eager or lazy
 * @attr service - where the service is; default: where this script came from
 * @attr consent - present once the visitor lets the device keep what is optional
 * @attr auth-url - where the page's server says who is signed in there: { token }, or 204 for nobody
 * @attr login-url - where one signs in there
 * @fires comments:ready - { count, open }
 * @fires comments:posted - { id, status }
 * @fires comments:count - { count }
 * @fires comments:error - { code, status, sentence }
 * @fires comments:login - { reason }: reading, posting or expired; the page signs the visitor in. Cancelable: then login-url is not gone to
 * @csspart notice - what is said where nothing can be shown; button - "Try again" below it
 * @cssproperty --comments-min-height - what is kept free until the comments are there
 * @slot - shown until the comments are, and where they cannot be
 */
export class CommentThread extends HTMLElement {
  static observedAttributes = [...ATTRIBUTES, "lang"];

  /** Register the element; another copy of this script may have done so. */
  static define(tag = "comment-thread", registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this);
  }

  /** A TrustedTypePolicy of the page's own, used instead of one named "comments". */
  static set policy(policy) {
    usePolicy(policy);
  }

  #root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
  #internals = this.attachInternals();
  #connection = null;
  #load = null;
  #thread = null;
  #address = "";
  #styles = stylesOf(this.#root);
  #isGathering = false;
  #state = "idle";

  constructor() {
    super();
    this.#root.adoptedStyleSheets.push(baseSheet());
    if (!this.#root.childElementCount) this.#root.append(document.createElement("slot"));
    // What was set before the script came hides the accessors.
    for (const name of ATTRIBUTES.map(camelCase)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      queueMicrotask(() => (this[name] = value));
    }
  }

  get state() {
    return this.#state;
  }

  get count() {
    return Number(this.#thread?.section.dataset.count ?? 0);
  }

  setTheme(theme) {
    this.theme = theme;
  }

  giveConsent() {
    this.toggleAttribute("consent", true);
  }

  /** Who reads, by a token of the page's server, or nobody: null. For pages that do so without auth-url. */
  async setToken(token) {
    const place = this.#place();
    await (await place.accounts()).setToken(place, this.#thread, token);
  }

  /** Ask for the thread again; what is shown stays until the answer is there. */
  async reload() {
    if (this.#connection) await this.#ask();
  }

  connectedCallback() {
    if (this.#connection) return;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    addEventListener("hashchange", () => this.#state === "idle" && asked() && this.#begin(), { signal });
    addEventListener("online", () => this.#state === "error" && this.reload(), { signal });
    watchInk(this, () => this.#followInk(), signal);
    this.#gather();
  }

  disconnectedCallback() {
    // Moved, not removed.
    if (this.isConnected) return;
    this.#connection?.abort();
    this.#connection = null;
    this.#thread?.stop();
    this.#address = null;
    this.#become("idle");
  }

  /** Nothing to do for it: with this, moveBefore does not take the element off the page. */
  connectedMoveCallback() {}

  attributeChangedCallback(_name, before, now) {
    if (before !== now && this.#connection) this.#gather();
  }

  /** Several changes in a row are one. */
  #gather() {
    if (this.#isGathering) return;
    this.#isGathering = true;
    queueMicrotask(() => {
      this.#isGathering = false;
      if (this.#connection) this.#update();
    });
  }

  #update() {
    this.#followInk();
    const address = fragmentOf(this);
    if (address === this.#address) return;
    // The page's server may have put the thread there; only for the first time.
    const sent = this.#address === "" && this.#root.querySelector("section.comments");
    this.#load?.abort();
    this.#address = address;
    if (sent) return this.#show(sent, this.#place());
    this.#clear();
    if (this.loading === "lazy" && !asked()) this.#wait();
    else this.#begin();
  }

  /** Once, as soon as it is near; a thread that waits takes no part in anything. */
  #wait() {
    this.#become("idle");
    this.#load = new AbortController();
    const seen = (entries) => entries.some((entry) => entry.isIntersecting) && this.#begin();
    const observer = new IntersectionObserver(seen, { rootMargin: AHEAD });
    observer.observe(this);
    const { signal } = this.#load;
    AbortSignal.any([signal, this.#connection.signal]).addEventListener("abort", () => observer.disconnect());
  }

  #begin() {
    if (this.#connection) this.#ask({ comment: asked() ?? null });
  }

  async #ask(query = {}, isAgain = false) {
    this.#load?.abort();
    const load = (this.#load = new AbortController());
    const signal = AbortSignal.any([load.signal, this.#connection.signal]);
    this.#become("loading");
    try {
      if (!this.site || !this.key) throw new Unreachable("invalid");
      const place = this.#place();
      this.#styles(this.service + STYLES);
      const { status, page } = await ask(place.fragmentUrl(query), { signal, credentials: "omit", headers: place.headers() });
      const section = page.querySelector("section.comments");
      if (!section) throw new Unreachable("not-html", status);
      const { code } = section.dataset;
      if (code) {
        const error = new Unreachable(code, status, section.textContent.trim());
        if (code !== SIGN_IN) throw error;
        const offer = await (await place.accounts()).need(place, section, isAgain);
        if (!signal.aborted && !offer) return this.#ask(query, true);
        throw Object.assign(error, offer);
      }
      const link = page.querySelector("link[rel=stylesheet]");
      if (link) await this.#styles(link.href);
      if (!signal.aborted) this.#show(section, place);
    } catch (error) {
      if (!signal.aborted) await this.#fail(error, signal);
    }
  }

  #place() {
    const address = this.#address;
    return placeOf(`${this.site}/${this.key}`, {
      element: this,
      fragment: () => address,
      consents: () => this.hasAttribute("consent"),
      service: this.service,
      accounts: () => loaded(this, ACCOUNTS_PATH),
      pageFields: () => pageFieldsOf(this),
      own: this.#thread?.place.own,
    });
  }

  #show(section, place) {
    if (this.#thread) {
      this.#thread.renew(section.ownerDocument);
    } else {
      // What is inside the section may have been here before, sent by the page's server.
      for (const node of [...this.#root.children]) if (node !== section && !node.matches("link")) node.remove();
      this.#root.append(section);
      this.#live(bringToLife({
        root: this.#root,
        section,
        place,
        first: [bringDoingLater],
        renewed: (thread) => this.#live(thread),
        tell: (...event) => this.#tell(...event),
      }));
    }
    this.#followInk();
    this.#become("ready");
    this.#tell("ready", { count: this.count, open: "open" in this.#thread.section.dataset });
  }

  #live(thread) {
    const before = this.#thread && this.count;
    this.#thread = thread;
    this.#set("empty", !this.count);
    this.#set("closed", !("open" in thread.section.dataset));
    this.#sayUnlisted(thread);
    if (before !== null && this.count !== before) this.#tell("count", { count: this.count });
  }

  /** Who owns the page reads what to set where its comments are only to be read. */
  #sayUnlisted({ section }) {
    const sentence = section.querySelector(".comments-unlisted");
    if (!sentence || section.dataset.origins.split(" ").includes(location.origin)) return;
    sentence.hidden = false;
    section.classList.add("is-unlisted");
  }

  async #fail(error, signal) {
    const code = error instanceof Unreachable ? error.code : "not-html";
    const said = await sentencesIn(languageOf(this) || "en", this.service);
    if (signal.aborted) return;
    const sentence = error.sentence ?? said[code] ?? said.unreachable;
    if (this.#thread && code !== SIGN_IN) this.#thread.say(sentence);
    else this.#notice(sentence, error.label ?? said.again, error.pressed);
    this.#become("error");
    this.#tell("error", { code, status: error.status ?? 0, sentence });
    if (!(error instanceof Unreachable)) throw error;
  }

  /** Below what the page itself shows where there are no comments. */
  #notice(sentence, label, pressed = () => this.reload()) {
    const notice = Object.assign(document.createElement("p"), { part: "notice", role: "status" });
    const button = Object.assign(document.createElement("button"), { part: "button", textContent: label });
    button.onclick = pressed;
    notice.append(`${sentence} `, button);
    this.#clear(notice);
  }

  #clear(...instead) {
    this.#thread?.stop();
    this.#thread = null;
    this.#root.querySelectorAll(":not(link)").forEach((node) => node.remove());
    this.#root.append(document.createElement("slot"), ...instead);
  }

  /** What was found before must not count, or the page could not get light again. */
  #followInk() {
    for (const one of THEMES) this.#set(one, false);
    this.#set(this.theme === "auto" ? inkAround(this) : this.theme, true);
  }

  #become(state) {
    this.#state = state;
    for (const one of ["loading", "error"]) this.#set(one, one === state);
    this.#set("shown", Boolean(this.#thread));
    this.#internals.ariaBusy = String(state === "loading");
  }

  #set(state, isOn) {
    const { states } = this.#internals;
    if (isOn) states.add(state);
    else states.delete(state);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`comments:${name}`, { detail, bubbles: true, composed: true }));
  }
}

reflect(CommentThread.prototype);
