/** The one place where HTML from the server becomes nodes, also on a page that demands Trusted Types. */

/** The name that a page lists which has a trusted-types directive of its own. */
const POLICY = "comments";

let policy = null;

/** Use a policy of the host page instead of one of our own. */
export function usePolicy(theirs) {
  policy = theirs;
}

/**
 * A document of this HTML. No script element of it runs, now or later; an attribute such as onerror would, once its
 * element is on the page, so the server is trusted. Throws TypeError where no policy is allowed.
 */
export function parse(text) {
  if (globalThis.trustedTypes) policy ??= trustedTypes.createPolicy(POLICY, { createHTML: (html) => html });
  return new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
}
