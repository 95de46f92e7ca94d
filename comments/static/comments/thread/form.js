/** The form: what is written is kept, looked at before it is sent, and sent in place, whatever the network does. */
import { followOwn, sayState, showOwn } from "./own.js";
import { goHome } from "./reply.js";

const REMEMBERED = ["author", "email", "url"];
const CONSENT = "wp-comment-cookies-consent";

/** What is written stays in this window, for each comment that is answered. */
const draftOf = (parent) => (Number(parent) ? `draft-${parent}` : "draft");

export function bringForm(thread) {
  const { section, signal, place, find } = thread;
  const opened = performance.now();
  const on = (name, react) => section.addEventListener(name, react, { signal });
  on("input", ({ target }) => {
    if (target.form?.dataset.limit) count(target.form);
    if (!target.form?.matches(".comment-form")) return;
    // Another number for another text: the same one sent twice makes one comment.
    target.form.form_number.value = "";
    if (target.name === "comment") place.window.write(draftOf(target.form.comment_parent.value), target.value);
  });
  on("comments-parent", ({ target, detail }) => {
    place.window.write(draftOf(detail.before), target.comment.value);
    target.comment.value = place.window.read(draftOf(target.comment_parent.value));
    count(target);
  });
  on("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches(".comment-form")) return;
    event.preventDefault();
    event.target.form_seconds.value = ((performance.now() - opened) / 1000).toFixed(1).slice(0, 8);
    send(thread, event.target, event.submitter);
  });
  on("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector(".submit"));
  });
  const again = () => {
    const said = find(".comment-form-status");
    if (said?.textContent) said.textContent = said.closest("form").dataset.online;
  };
  addEventListener("online", again, { signal });
  const form = find(".comment-form");
  if (!form) return;
  recall(place, form);
  begin(place, form);
}

/** With what was written and not sent, unless the server sent it back. */
function begin(place, form) {
  form.comment.value ||= place.window.read(draftOf(form.comment_parent.value));
  count(form);
}

/** Say how many characters are left near the end; refuse to send too many, so that nothing is cut or lost. */
function count(form) {
  const counter = form.querySelector(".comment-counter");
  const limit = Number(form.dataset.limit);
  // As the server counts: code points as typed, a line break is one.
  const left = limit - [...form.comment.value.replace(/\r\n?/g, "\n")].length;
  const words = left < 0 ? counter.dataset.over : counter.dataset.left;
  counter.textContent = left < Math.max(20, limit / 10) ? words.replace("%s", Math.abs(left)) : "";
  counter.classList.toggle("is-over", left < 0);
  form.comment.setCustomValidity(left < 0 ? counter.textContent : "");
}

/** Once at a time. Without an answer everything stays, to be sent again: by its number it makes one comment at most. */
async function send(thread, form, button) {
  if (form.ariaBusy) return;
  form.form_number.value ||= crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
  const body = new FormData(form, button);
  const { place, signal } = thread;
  for (const [name, value] of Object.entries(place.pageFields())) body.set(name, value);
  if (place.element) body.set("commenter", place.site.read("commenter"));
  const say = (text) => (form.querySelector(".comment-form-status").textContent = text);
  form.ariaBusy = "true";
  say("");
  const sending = setTimeout(() => say(form.dataset.sending), 1000);
  try {
    const answer = await thread.ask(place.element ? place.fragmentUrl() : form.action, { method: "POST", body });
    if (!signal.aborted) show(thread, form, answer);
  } catch ({ code }) {
    if (!signal.aborted) say(form.dataset[code] ?? form.dataset.down);
  } finally {
    clearTimeout(sending);
    form.ariaBusy = null;
  }
}

/** The preview, the form as it was refused, or the comment that was made of it. */
function show(thread, form, { status, url, page }) {
  const sections = [...page.querySelectorAll("section.comments")];
  const section = sections.find(({ dataset }) => dataset.thread === thread.section.dataset.thread);
  const preview = section?.querySelector(".comment-preview");
  form.querySelector(".comment-form-status").textContent = "";
  form.querySelector(".comment-preview")?.remove();
  if (preview) {
    form.querySelector(".form-submit").before(preview);
    preview.focus();
  } else if (section && status < 400) {
    posted(thread, form, section, page, url);
  } else if (section?.querySelector(".comment-respond")) {
    refused(thread, form, section.querySelector(".comment-respond"));
  } else if (status < 400) {
    location.assign(url);
  } else {
    form.querySelector(".comment-form-status").textContent = (section ?? page.querySelector("main") ?? page.body).textContent.trim();
  }
}

function refused({ section }, form, respond) {
  form.closest(".comment-respond").replaceWith(respond);
  const fresh = respond.querySelector(".comment-form");
  if (fresh) count(fresh);
  section.querySelector(".comment-errors")?.focus();
}

/** The new comment comes into the list; nothing else of it moves, and the form is ready for another one. */
function posted(thread, form, answered, page, url) {
  const { place, section } = thread;
  const { posted: id = new URL(url).searchParams.getAll("waiting").pop()?.split(":")[0], status } = answered.dataset;
  const item = answered.querySelector(`#comment-${id}`);
  place.window.write(draftOf(form.comment_parent.value), "");
  remember(place, form, answered.dataset.commenter);
  if (!item) return void thread.renew(page);
  goHome(thread);
  const fresh = answered.querySelector(".comment-respond");
  form.closest(".comment-respond").replaceWith(fresh);
  const next = fresh.querySelector(".comment-form");
  if (next) {
    for (const name of [...REMEMBERED, CONSENT]) if (next[name]) Object.assign(next[name], { value: form[name].value, checked: form[name].checked });
    begin(place, next);
  }
  section.dataset.count = answered.dataset.count;
  showOwn(thread, item, answered.querySelector(".comments-title"));
  followOwn(thread, answered.dataset.waiting);
  if (!place.element) history.replaceState(history.state, "", `#${item.id}`);
  item.focus();
  sayState(thread, item);
  thread.tell("posted", { id: Number(id), status });
}

/** With the tick in the box a page elsewhere keeps who writes, for the whole site; "" of the server takes it away. */
function remember({ element, site }, form, commenter) {
  if (!element || commenter === undefined) return;
  site.write("commenter", commenter);
  for (const name of REMEMBERED) site.write(name, commenter && form[name].value);
}

function recall({ element, site }, form) {
  if (!element || !site.read("commenter") || !form[CONSENT]) return;
  form[CONSENT].checked = true;
  for (const name of REMEMBERED) form[name].value ||= site.read(name);
}
