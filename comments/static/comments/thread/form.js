/** The form: a draft that survives a reload, the characters that are left, and sending the same thing once. */

export function bringForm(thread) {
  const form = thread.find(".comment-form");
  if (!form) return;
  rememberDraft(thread, form);
  countCharacters(thread, form);
  numberSubmissions(thread, form);
  sendOnCtrlEnter(thread, form);
}

/** Keep the text as it is typed; fill it in again unless the server sent one; forget it once the comment was taken. */
function rememberDraft({ place, find, signal }, form) {
  const kept = place.window;
  const wasRefused = find(".comment-errors") !== null;
  const sentFrom = kept.read("sent");
  const isElsewhere = /^#comment-\d+$/.test(location.hash) && `from ${location.hash}` !== sentFrom;
  const wasTaken = sentFrom !== "" && !wasRefused && isElsewhere;
  kept.write("sent", "");
  if (wasTaken) kept.write("draft", "");
  const draft = kept.read("draft");
  if (draft && !form.comment.value) form.comment.value = draft;
  form.addEventListener("input", () => kept.write("draft", form.comment.value), { signal });
  form.addEventListener("submit", () => kept.write("sent", `from ${location.hash}`), { signal });
}

/** Characters as the server counts them: code points as typed, line breaks as one. */
const lengthOf = (text) => [...text.replace(/\r\n?/g, "\n")].length;

/** Say how many characters are left near the end; refuse to send too many, so that nothing is cut or lost. */
function countCharacters({ signal }, form) {
  const counter = form.querySelector(".comment-counter");
  const limit = Number(form.dataset.limit);
  const update = () => {
    const left = limit - lengthOf(form.comment.value);
    const near = left < Math.max(20, limit / 10);
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = near ? words.replace("%s", Math.abs(left)) : "";
    counter.classList.toggle("is-over", left < 0);
    form.comment.setCustomValidity(left < 0 ? counter.textContent : "");
  };
  form.comment.addEventListener("input", update, { signal });
  update();
}

/** A one-time number, so that sending the same thing twice makes one comment; and the seconds spent on the form. */
function numberSubmissions({ signal }, form) {
  const opened = performance.now();
  const renew = () => {
    form.form_number.value = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
  };
  renew();
  let sent = false;
  const typed = () => {
    if (sent) renew();
    sent = false;
  };
  const submitted = () => {
    sent = true;
    form.form_seconds.value = ((performance.now() - opened) / 1000).toFixed(1).slice(0, 8);
  };
  form.addEventListener("input", typed, { signal });
  form.addEventListener("submit", submitted, { signal });
}

function sendOnCtrlEnter({ signal }, form) {
  const pressed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".submit"));
    }
  };
  form.addEventListener("keydown", pressed, { signal });
}
