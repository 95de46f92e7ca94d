/** What the element's attributes say, and what the page around says where they do not. */
import { SERVICE } from "./served.js";

export const ATTRIBUTES = [
  ...["site", "key", "sort", "theme", "loading", "service", "auth-url", "login-url"],
  ...["page-url", "page-title", "page-section", "page-authors", "page-published-at"],
];
/** What these may say; anything else is taken for the first. */
const WORDS = {
  sort: ["", "oldest", "newest", "replies", "recommended"],
  theme: ["auto", "light", "dark"],
  loading: ["eager", "lazy"],
};
/** What a link or a search adds to an address. */
const TRACKING = /^(utm_.*|[fgd]clid|msclkid|mc_[ce]id)$/;

export const camelCase = (name) => name.replace(/-./g, (part) => part[1].toUpperCase());

/** The value of an attribute, or what holds where it says nothing that can be used. */
function valueOf(element, name) {
  const value = element.getAttribute(name) ?? "";
  if (name === "service") {
    return value && URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI).href.replace(/\/$/, "") : SERVICE;
  }
  return WORDS[name]?.includes(value) === false ? WORDS[name][0] : value;
}

/** Each attribute is a property, too; null takes it away. */
export function reflect(prototype) {
  for (const name of ATTRIBUTES) {
    Object.defineProperty(prototype, camelCase(name), {
      configurable: true,
      enumerable: true,
      get() {
        return valueOf(this, name);
      },
      set(value) {
        if (value === null) this.removeAttribute(name);
        else this.setAttribute(name, value);
      },
    });
  }
}

export function languageOf(element) {
  for (let one = element; one; one = one.getRootNode().host) {
    const said = one.closest("[lang]")?.lang;
    if (said) return said;
  }
  return "";
}

/** The address of the thread's HTML; the same for everybody on this page, so that caches can keep it. */
export function fragmentOf(element) {
  const { service, site, key, sort } = element;
  const url = new URL(`${service}/threads/${encodeURIComponent(site)}/fragment/`);
  const query = { key, url: pageUrlOf(element), lang: languageOf(element), comments_order: sort };
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url.href;
}

/** The address of the page itself, not of this visit to it. What is no address counts as not said. */
function pageUrlOf({ pageUrl }) {
  const said = [pageUrl, document.querySelector("link[rel=canonical]")?.getAttribute("href"), location.href];
  const url = new URL(said.find((one) => one && URL.canParse(one, document.baseURI)), document.baseURI);
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  url.hash = "";
  return url.href;
}

/** What the page says of itself, for the first comment on it. */
export function pageFieldsOf(element) {
  return {
    page_url: pageUrlOf(element),
    page_title: element.pageTitle || document.title,
    page_section: element.pageSection,
    page_authors: element.pageAuthors,
    page_published_at: element.pagePublishedAt,
  };
}
