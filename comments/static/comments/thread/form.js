/** The form: what is written is kept, looked at before it is sent, and sent in place, whatever the network does. */
import { followOwn, idOf, sayState, showOwn } from "./own.js";
import { goHome } from "./reply.js";

const REMEMBERED = ["author", "email", "url"];
const CONSENT = "wp-comment-cookies-consent";

export function bringForm(thread) {
  const { section, signal, find, place } = thread;
  const opened = performance.now();
  const on = (name, react) => section.addEventListener(name, react, { signal });
  on("input", ({ target: { form, name } }) => {
    if (form?.dataset.limit) count(form);
    if (!form?.form_number) return;
    // Another number for another text: the same one sent twice makes one comment.
    form.form_number.value = "";
    if (name === "comment") keep(place, form);
  });
  on("comments-parent", ({ target: form, detail }) => {
    keep(place, form, detail.before);
    form.comment.value = "";
    begin(place, form);
    keep(place, form);
  });
  on("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !form.form_number) return;
    event.preventDefault();
    form.form_seconds.value = ((performance.now() - opened) / 1000).toFixed(1).slice(0, 8);
    send(thread, form, submitter);
  });
  on("keydown", (event) => {
    const { form } = event.target;
    if (!form || event.key !== "Enter" || event.repeat || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".submit"));
  });
  const form = find(".comment-form");
  if (!form) return;
  if (place.element && form[CONSENT] && place.site.read("commenter")) {
    form[CONSENT].checked = true;
    for (const name of REMEMBERED) form[name].value ||= place.site.read(name);
  }
  begin(place, form);
}

/** What is written stays in this window, for each comment that is answered; reply.js asks which one was the last. */
const draftOf = (parent) => (Number(parent) ? `draft-${parent}` : "draft");

function keep({ window: kept }, { comment, comment_parent }, parent = comment_parent.value) {
  kept.write(draftOf(parent), comment.value);
  kept.write("reply", comment.value && Number(parent) ? parent : "");
}

/** With what was written and not sent, unless the server sent it back. */
function begin(place, form) {
  form.comment.value ||= place.window.read(draftOf(form.comment_parent.value));
  // It may have been typed before this script was there. What is answered is not changed: reply.js asks for it after this.
  place.window.write(draftOf(form.comment_parent.value), form.comment.value);
  count(form);
}

/** Say how many characters are left near the end; refuse to send too many, so that nothing is cut or lost. */
function count(form) {
  const counter = form.querySelector(".comment-counter");
  const { limit } = form.dataset;
  // As the server counts: code points as typed, a line break is one.
  const left = limit - [...form.comment.value.replace(/\r\n?/g, "\n")].length;
  const said = left < Math.max(20, limit / 10) ? counter.dataset[left < 0 ? "over" : "left"].replace("%s", Math.abs(left)) : "";
  counter.textContent = said;
  counter.classList.toggle("is-over", left < 0);
  form.comment.setCustomValidity(left < 0 ? said : "");
}

/** Once at a time. Without an answer everything stays, to be sent again: by its number it makes one comment at most. */
async function send(thread, form, button) {
  if (form.ariaBusy) return;
  const { place, signal } = thread;
  // A host's own template may have no line for it.
  const line = form.querySelector(".comment-form-status") ?? thread.find(".comments-status");
  const say = (text) => (line.textContent = text);
  form.form_number.value ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
  const body = new FormData(form, button);
  for (const [name, value] of Object.entries(place.pageFields())) body.set(name, value);
  if (place.element) body.set("commenter", place.site.read("commenter"));
  form.ariaBusy = "true";
  say("");
  const sending = setTimeout(say, 1000, form.dataset.sending);
  try {
    const answer = await thread.ask(place.element ? place.fragmentUrl() : form.action, { method: "POST", body });
    if (!signal.aborted) show(thread, form, answer, say);
  } catch ({ code }) {
    if (signal.aborted) return;
    say(form.dataset[code] ?? form.dataset.down);
    if (code === "offline") addEventListener("online", () => say(form.dataset.online), { once: true, signal });
  } finally {
    clearTimeout(sending);
    form.ariaBusy = null;
  }
}

/** The preview, the form as it was refused, or the comment that was made of it. */
function show(thread, form, { status, url, page }, say) {
  const section = [...page.querySelectorAll("section.comments")].find(({ dataset }) => dataset.thread === thread.place.thread);
  const preview = section?.querySelector(".comment-preview");
  const respond = section?.querySelector(".comment-respond");
  say("");
  form.querySelector(".comment-preview")?.remove();
  if (preview) {
    form.querySelector(".form-submit").before(preview);
    preview.focus();
  } else if (!respond) {
    say((section ?? page.querySelector("main") ?? page.body).textContent.trim());
  } else if (status < 400) {
    posted(thread, form, section, respond, url);
  } else {
    form.closest(".comment-respond").replaceWith(respond);
    const refused = thread.find(".comment-form");
    if (refused) count(refused);
    thread.find(".comment-errors")?.focus();
  }
}

/** The new comment comes into the list; nothing else of it moves, and the form is ready for another one. */
function posted(thread, form, section, respond, url) {
  const { place } = thread;
  const { dataset: answer, ownerDocument: page } = section;
  const id = answer.posted ?? idOf(new URL(url).searchParams.getAll("waiting").pop() ?? "");
  const item = page.getElementById(`comment-${id}`);
  form.comment.value = "";
  keep(place, form);
  // With the tick in the box a page elsewhere keeps who writes, for the whole site; "" of the server takes it away.
  if (place.element && answer.commenter !== undefined) {
    place.site.write("commenter", answer.commenter);
    for (const name of REMEMBERED) place.site.write(name, answer.commenter && form[name]?.value);
  }
  if (!item) return thread.renew(page);
  goHome(thread);
  form.closest(".comment-respond").replaceWith(respond);
  const next = thread.find(".comment-form");
  if (next) {
    for (const name of [...REMEMBERED, CONSENT]) {
      if (next[name] && form[name]) Object.assign(next[name], { value: form[name].value, checked: form[name].checked });
    }
    begin(place, next);
  }
  thread.section.dataset.count = answer.count;
  showOwn(thread, item, section.querySelector(".comments-title"));
  followOwn(thread, answer.waiting);
  if (!place.element) history.replaceState(history.state, "", Object.assign(new URL(location.href), { hash: item.id }));
  item.focus();
  sayState(thread, item);
  thread.tell("posted", { id: Number(id), status: answer.status });
}
