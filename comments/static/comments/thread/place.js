/** Whose page a thread stands on: its addresses, and what the visitor's browser may keep for it there. */
import { SERVICE } from "./served.js";

const nothing = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

/** A storage of the browser; one that keeps nothing, where the browser lets no page keep anything. */
function granted(name) {
  try {
    return globalThis[name] ?? nothing;
  } catch {
    return nothing;
  }
}

/** What is kept for one thread, by kind. An empty text is not kept. `mayKeep` is asked each time. */
function kept(name, thread, mayKeep) {
  const storage = granted(name);
  const keyOf = (kind) => `comment-${kind}:${thread}`;
  return {
    read: (kind) => storage.getItem(keyOf(kind)) ?? "",
    write(kind, text) {
      if (!text) storage.removeItem(keyOf(kind));
      else if (mayKeep()) {
        try {
          storage.setItem(keyOf(kind), text);
        } catch {
          // Full: what works with what is kept works without it.
        }
      }
    },
  };
}

/** The address with other parameters; those that are null go. */
function withQuery(address, query) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}

/**
 * The place of the thread that its section names (SITE/KEY). In a `<comment-thread>`, `element` is that, and `fragment`
 * makes the address of its HTML; on our own page the HTML is the page. `pageFields` makes what a form sends of the page
 * around, `consents` says whether the visitor lets the device keep more than the window needs.
 *
 * `own` are the ids of the visitor's own comments, which are on no page that others see. `permalink(id)` is the address
 * to share, `fragmentUrl(query)` where to ask for another part of the thread, `service` where its scripts are, of which
 * `accounts` brings that for who is signed in.
 * `window` lasts as long as the window, `device` is only written to with consent. `site` is for what its visitors ticked
 * a box for, in all threads of it. `account` is who is signed in there in this window, and `headers()` says so.
 */
export function placeOf(thread, options = {}) {
  const { element = null, fragment = () => location.href, pageFields = () => ({}) } = options;
  const { consents = () => false, own = new Set(), service = SERVICE, accounts } = options;
  const [siteName] = thread.split("/");
  const account = kept("sessionStorage", siteName, () => true);
  return {
    thread,
    element,
    own,
    permalink(id) {
      const url = withQuery(location.href, element ? {} : { comment: id, waiting: null });
      url.hash = `comment-${id}`;
      return url.href;
    },
    fragmentUrl: (query = {}) => withQuery(fragment(), query),
    service,
    pageFields,
    consents,
    window: kept("sessionStorage", thread, () => true),
    device: kept("localStorage", thread, consents),
    site: kept("localStorage", siteName, () => true),
    account,
    accounts,
    headers() {
      const token = account.read("identity");
      return token ? { "Comments-Identity": token } : {};
    },
  };
}
