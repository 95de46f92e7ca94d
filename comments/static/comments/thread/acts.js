/** What one does to a comment: its links and forms open and answer in place, by the HTML of the pages they lead to. */
import { isPlain, sayFailed } from "./clicks.js";
import { swap } from "./own.js";

const PART = "part";

/** The part of the page at an address. */
function partOf(address) {
  const url = new URL(address, document.baseURI);
  url.searchParams.set(PART, 1);
  return url;
}

/** Links and forms of an answer lead to where they do on the page at its address. */
function resolve(element, base) {
  for (const link of element.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), base);
  for (const form of element.querySelectorAll("form[action]")) form.action = new URL(form.getAttribute("action"), base);
}

/** The links and forms go on working without this: each leads to a page that does the same. */
export function bringActs(thread) {
  const { section, signal } = thread;
  const clicked = (event) => {
    if (!isPlain(event)) return;
    const link = event.target.closest?.("a[data-act]");
    const act = event.target.closest?.(".comment-act-cancel")?.closest(".comment-act");
    if (link?.dataset.act === "copy" && !navigator.clipboard) return;
    if (!link && !act) return;
    event.preventDefault();
    if (act) close(act);
    else if (link.dataset.act === "copy") copy(thread, link);
    else open(thread, link);
  };
  const submitted = (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form.dataset.act || form.closest(".comment-act"))) return;
    event.preventDefault();
    send(thread, form, event.submitter);
  };
  const pressed = (event) => {
    const act = event.key === "Escape" && !event.isComposing && event.target.closest?.(".comment-act");
    if (act) close(act);
  };
  section.addEventListener("click", clicked, { signal });
  section.addEventListener("submit", submitted, { signal });
  section.addEventListener("keydown", pressed, { signal });
}

async function open(thread, link) {
  const { act: name } = link.dataset;
  const there = link.closest("li").querySelector(`.comment-act[data-act="${name}"]`);
  if (there) there.focus();
  else await answered(thread, link, partOf(link.href), { name });
}

function send(thread, form, submitter) {
  const sent = new FormData(form, submitter);
  return answered(thread, form, partOf(form.action), { name: form.dataset.act, method: form.method.toUpperCase(), body: sent });
}

/** Close what a link opened, and go back to that link. */
function close(act) {
  const item = act.closest("li");
  act.remove();
  (item.querySelector(`a[data-act="${act.dataset.act}"]`) ?? item).focus();
}

/** Ask for what a link or a form leads to, once at a time, and show the answer where it belongs. */
async function answered(thread, from, url, { name, ...options }) {
  if (from.getAttribute("aria-busy")) return;
  from.setAttribute("aria-busy", "true");
  sayFailed(from, "");
  try {
    const { page, url: base } = await thread.ask(url, options);
    if (!thread.signal.aborted) show(thread, from, name, page, base);
  } catch {
    if (thread.signal.aborted) return;
    sayFailed(from, thread.section.dataset.actFailed);
    thread.say(thread.section.dataset.actFailed);
  } finally {
    from.removeAttribute("aria-busy");
  }
}

/** The comment as it is now, what is asked next, or the form that was sent: whichever the answer has. */
function show(thread, from, name, page, base) {
  const item = from.closest("li");
  const fresh = page.querySelector("li.comment") ?? page.querySelector(".comment-act") ?? page.querySelector("form[data-act]");
  if (!fresh) throw new TypeError("an answer without anything to show");
  const title = page.querySelector(".comments-title");
  const said = page.querySelector("[data-said]")?.dataset.said ?? page.querySelector("[role=status], [role=alert]")?.textContent;
  const act = from.closest(".comment-act");
  resolve(fresh, base);
  if (fresh.matches("li")) showComment(thread, item, fresh);
  else if (fresh.matches("form")) showForm(from, fresh);
  else {
    fresh.dataset.act = act?.dataset.act ?? name;
    if (act) act.replaceWith(fresh);
    else item.querySelector(".comment-body").after(fresh);
    fresh.focus();
  }
  if (title) thread.find(".comments-title").textContent = title.textContent;
  if (said) thread.say(said.replace(/\s+/g, " ").trim());
}

function showComment({ find }, item, fresh) {
  swap(find(`#${fresh.id}`) ?? item, fresh);
  fresh.focus();
}

function showForm(old, fresh) {
  old.replaceWith(fresh);
  fresh.querySelector("button")?.focus();
}

/** The address of a comment goes into the clipboard; where it may not, the browser goes there. */
async function copy({ section, place, say, signal }, link) {
  const address = place.permalink(link.closest("li").id.slice("comment-".length));
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    location.href = address;
    return;
  }
  const { textContent: words } = link;
  if (signal.aborted || words === section.dataset.copied) return;
  link.textContent = section.dataset.copied;
  say(section.dataset.copied);
  setTimeout(() => (link.textContent = words), 3000);
}
