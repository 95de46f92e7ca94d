/** A draft per thread that survives a reload, in this tab only. */
import { storage } from "./storage.js";

/** Keep the text as it is typed; fill it in again unless the server sent one; forget it once the comment was taken. */
export function rememberDraft(form) {
  const section = form.closest(".comments");
  const thread = JSON.stringify([location.pathname, section.dataset.thread]);
  const key = `comment-draft:${thread}`;
  const sentKey = `comment-sent:${thread}`;
  const wasRefused = section.querySelector(".comment-errors") !== null;
  const sentFrom = storage.getItem(sentKey);
  const isElsewhere = /^#comment-\d+$/.test(location.hash) && location.hash !== sentFrom;
  const wasTaken = sentFrom !== null && !wasRefused && isElsewhere;
  storage.removeItem(sentKey);
  if (wasTaken) storage.removeItem(key);
  const draft = storage.getItem(key);
  if (draft && !form.comment.value) form.comment.value = draft;
  form.addEventListener("input", () => {
    if (form.comment.value) storage.setItem(key, form.comment.value);
    else storage.removeItem(key);
  });
  form.addEventListener("submit", () => storage.setItem(sentKey, location.hash));
}
