/** What one does to a comment: its links and forms open and answer in place, by the HTML of the pages they lead to. */
import { isPlain, sayFailed } from "./clicks.js";
import { showOwn } from "./own.js";

/** The links and forms go on working without this: each leads to a page that does the same. */
export function bringActs(thread) {
  const on = (type, listener) => thread.section.addEventListener(type, listener, { signal: thread.signal });
  on("click", (event) => {
    const link = event.target.closest("a[data-act], .comment-act-cancel");
    const name = link?.dataset.act;
    if (!link || !isPlain(event) || (name === "copy" && !navigator.clipboard)) return;
    event.preventDefault();
    const open = name && link.closest("li").querySelector(`.comment-act[data-act="${name}"]`);
    if (!name) closeAct(link);
    else if (name === "copy") copyLink(thread, link);
    else if (open) open.focus();
    else answerAct(thread, link, link.href);
  });
  on("submit", (event) => {
    const form = event.target;
    const act = form.closest(".comment-act");
    if (event.defaultPrevented || !(act || form.dataset.act)) return;
    event.preventDefault();
    // A form that was put here is sent to where it came from.
    answerAct(thread, form, act?.from ?? form.action, { method: "POST", body: new FormData(form, event.submitter) });
  });
  on("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && event.target.closest(".comment-act")) closeAct(event.target);
  });
}

/** Close what a link opened, and go back to that link. */
function closeAct(inside) {
  const act = inside.closest(".comment-act");
  const item = act.closest("li");
  act.remove();
  (item.querySelector(`a[data-act="${act.dataset.act}"]`) ?? item).focus();
}

/** Ask for what a link or a form leads to, once at a time, and show it; what was typed stays where that fails. */
async function answerAct(thread, from, address, options) {
  const { section, signal, say } = thread;
  if (from.ariaBusy) return;
  from.ariaBusy = "true";
  sayFailed(from, "");
  try {
    const url = new URL(address);
    url.searchParams.set("part", 1);
    const { page } = await thread.ask(url, options);
    if (!signal.aborted) showAnswer(thread, from, address, page);
  } catch {
    if (signal.aborted) return;
    sayFailed(from, section.dataset.actFailed);
    say(section.dataset.actFailed);
  } finally {
    from.ariaBusy = null;
  }
}

/** The comment as it is now, what is asked next, or the form that was sent: whichever the answer has. */
function showAnswer(thread, from, address, page) {
  const item = from.closest("li");
  const act = from.closest(".comment-act");
  const fresh = page.querySelector("li.comment") ?? page.querySelector(".comment-act, form[data-act]");
  const said = page.querySelector("[data-said], [role=status]");
  if (fresh.matches(".comment-act")) {
    fresh.from = address;
    fresh.dataset.act = act?.dataset.act ?? from.dataset.act;
    item.querySelector(".comment-body").after(fresh);
  }
  if (fresh.matches("li")) showOwn(thread, fresh, page.querySelector(".comments-title"));
  act?.remove();
  if (fresh.matches("form")) item.querySelector(`form[data-act="${fresh.dataset.act}"]`).replaceWith(fresh);
  (fresh.matches("form") ? fresh.querySelector("button") : fresh).focus();
  if (said) thread.say(said.dataset.said ?? said.textContent.trim());
}

/** The address of a comment goes into the clipboard; where it may not, the browser goes there. */
async function copyLink({ section, place, say }, link) {
  const address = place.permalink(link.closest("li").id.slice(8));
  try {
    await navigator.clipboard.writeText(address);
    link.textContent = section.dataset.copied;
    say(section.dataset.copied);
  } catch {
    location.href = address;
  }
}
