/** A draft per thread that survives a reload, in this tab only. */

/** Keep the text as it is typed; fill it in again unless the server sent one; forget it once the comment was taken. */
export function rememberDraft(form) {
  const section = form.closest(".comments");
  const thread = JSON.stringify([location.pathname, section.dataset.thread]);
  const key = `comment-draft:${thread}`;
  const sentKey = `comment-sent:${thread}`;
  const wasRefused = section.querySelector(".comment-errors") !== null;
  const sentFrom = sessionStorage.getItem(sentKey);
  const isElsewhere = /^#comment-\d+$/.test(location.hash) && location.hash !== sentFrom;
  const wasTaken = sentFrom !== null && !wasRefused && isElsewhere;
  sessionStorage.removeItem(sentKey);
  if (wasTaken) sessionStorage.removeItem(key);
  const draft = sessionStorage.getItem(key);
  if (draft && !form.comment.value) form.comment.value = draft;
  form.addEventListener("input", () => {
    if (form.comment.value) sessionStorage.setItem(key, form.comment.value);
    else sessionStorage.removeItem(key);
  });
  form.addEventListener("submit", () => sessionStorage.setItem(sentKey, location.hash));
}
