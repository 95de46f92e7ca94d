/** Who reads, by an account of the page around: its token is exchanged for one of ours, which this window keeps. */
import { ask } from "./calls.js";

/** Milliseconds for a server to say who somebody is. */
const ANSWER_DEADLINE = 10_000;
/** What the page's server answers where nobody is signed in. */
const NOBODY = [204, 401, 403];
/** A token of the page's is taken once: what was made of each. */
const exchanged = new Map();
/** The threads of this page that show who is signed in. */
const showing = new Set();

/** What the element and its parts call. */
export const ACCOUNTS = { bringSignIn, press, renewed, need, setToken };

/** Show who it is, and look again when the window is come back to: one may have signed in elsewhere. */
function bringSignIn(thread) {
  const { signal, find } = thread;
  show(thread);
  addEventListener("focus", () => find(".comment-sign-in") && look(thread), { signal });
  look(thread);
}

function show(thread) {
  showing.add(thread);
  offer(thread);
  thread.signal.addEventListener("abort", () => showing.delete(thread));
}

/** Where the page says how one signs in, the form of a stranger offers it. */
function offer({ place, find }) {
  const there = find(".comment-sign-in-offer");
  if (there && (place.element.authUrl || place.element.loginUrl)) there.hidden = false;
}

/** Follow what the page says; whom the visitor signed out here stays so until they sign in here. */
async function look({ place, find, signal }) {
  const { account, element } = place;
  if (account.read("signed-out")) return;
  const ours = account.read("identity");
  const isShown = Boolean(find("[data-account]"));
  const token = element.authUrl ? await pageToken(element) : ours && !isShown ? null : undefined;
  if (signal.aborted || token === undefined) return;
  if (token ? !isShown || subjectOf(token) !== account.read("subject") : ours) await take(place, token);
}

/** What the page hands out: null where nobody is signed in, and undefined where it cannot be asked. */
async function pageToken({ authUrl }) {
  if (!authUrl) return undefined;
  try {
    const signal = AbortSignal.timeout(ANSWER_DEADLINE);
    const answer = await fetch(authUrl, { signal, credentials: "include", cache: "no-store" });
    if (NOBODY.includes(answer.status)) return null;
    return answer.ok ? ((await answer.json()).token ?? null) : undefined;
  } catch {
    return undefined;
  }
}

/** Whose a token says that it is; only to see whether it is somebody else's. */
function subjectOf(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    return "";
  }
}

/** From now on the reader is whom this token of the page's is of, or nobody; returns whether it is somebody. */
async function take(place, token) {
  const { account } = place;
  const former = account.read("identity");
  let ours = "";
  if (token) {
    if (!exchanged.has(token)) exchanged.set(token, exchange(place, token));
    ours = await exchanged.get(token);
    account.write("signed-out", "");
    account.write("subject", ours && subjectOf(token));
  }
  account.write("identity", ours);
  if (former && former !== ours) signInCall(place, "DELETE", former).catch(() => {});
  await Promise.all([...showing].filter((one) => siteOf(one.place) === siteOf(place)).map(refresh));
  return Boolean(ours);
}

/** Our token; "" where there is none, which the page is told. */
async function exchange(place, token) {
  try {
    const answer = await signInCall(place, "POST", token);
    const { token: ours, code, detail } = await answer.json();
    if (answer.ok) return ours;
    tellPage(place, "error", { code, status: answer.status, sentence: detail });
  } catch {
    // As if nobody were signed in; the form says what it needs.
  }
  // It may be taken later, by a service that answers or that has the page's keys.
  exchanged.delete(token);
  return "";
}

const siteOf = ({ thread }) => thread.split("/")[0];

function signInCall(place, method, token) {
  return fetch(`${place.service}/api/v1/sites/${encodeURIComponent(siteOf(place))}/sign-in/`, {
    method,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    headers: { "Comments-Identity": token },
    signal: AbortSignal.timeout(ANSWER_DEADLINE),
  });
}

function tellPage({ element }, name, detail) {
  return element.dispatchEvent(new CustomEvent(`comments:${name}`, { detail, bubbles: true, composed: true, cancelable: name === "login" }));
}

/** The form says who posts; what is typed in it stays as it is. */
async function refresh(thread) {
  const { place, find, signal, say } = thread;
  const { page } = await ask(place.fragmentUrl(), { signal, credentials: "omit", headers: place.headers() }).catch(() => ({}));
  const fresh = page?.querySelector("section.comments");
  const form = find(".comment-form");
  if (signal.aborted || !fresh) return;
  if (fresh.dataset.code) return place.element.reload();
  const parts = [...fresh.querySelectorAll(".comment-form [data-who]")];
  const former = find("[data-account]");
  const hasFocus = find("[data-who]:focus-within");
  form?.querySelectorAll("[data-who]").forEach((part, index) => parts[index] && part.replaceWith(parts[index]));
  offer(thread);
  if (hasFocus) form.comment.focus({ preventScroll: true });
  const line = find("[data-account]");
  if (line || former) say(line ? line.textContent.replace(/\s+/g, " ").trim() : former.dataset.out);
}

/** Whether the page has a reader whom we take. */
async function isSignedInAgain(place) {
  const token = !place.account.read("signed-out") && (await pageToken(place.element));
  if (token && (await take(place, token))) return true;
  place.account.write("identity", "");
  return false;
}

/** The page may let the visitor sign in where they are; else the browser goes where one does, to come back from there. */
function goAndSignIn(place, reason, ofSite) {
  const { loginUrl } = place.element;
  if (!tellPage(place, "login", { reason }) || !(loginUrl || ofSite)) return;
  const there = new URL(loginUrl || ofSite, document.baseURI);
  if (!loginUrl) there.searchParams.set("next", location.href);
  location.assign(there);
}

/** A button of the form was pressed. */
async function press({ place, find }, button) {
  const { account } = place;
  if (button.matches(".comment-sign-out")) {
    account.write("signed-out", "1");
    return take(place, null);
  }
  account.write("signed-out", "");
  if (await isSignedInAgain(place)) find(".comment-form").comment.focus();
  else goAndSignIn(place, "posting", button.href);
}

/** The server said that nobody is signed in: whether somebody is now. */
async function renewed({ place }) {
  const reason = place.account.read("identity") ? "expired" : "posting";
  if (await isSignedInAgain(place)) return true;
  tellPage(place, "login", { reason });
  return false;
}

/** The comments are for readers who are signed in: null where one is now, else the button to offer. */
async function need(place, { dataset }, isAgain) {
  const { element, account } = place;
  if (!isAgain && (await isSignedInAgain(place))) return null;
  addEventListener("focus", () => element.state === "error" && element.reload(), { once: true });
  const pressed = async () => {
    account.write("signed-out", "");
    if (await isSignedInAgain(place)) element.reload();
    else goAndSignIn(place, "reading", dataset.signInUrl);
  };
  return { label: dataset.signIn, pressed };
}

/** The page says by itself who reads. */
async function setToken(place, thread, token) {
  if (thread) show(thread);
  await take(place, token);
  if (!thread) await place.element.reload();
}
