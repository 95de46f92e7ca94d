/** What the page told its script (desk/script.py), and HTML of our own server as elements. */
export const facts = JSON.parse(document.getElementById("desk-facts").textContent);

/** A sentence with a name or a number in it; a name that ends with a full stop, like “Ada B.”, brings the last one. */
export const word = (name, value = "") => facts.words[name].replace(String(value).endsWith(".") ? /%s\.?/ : "%s", () => value);

/** The address of something at the desk, in the place where one stands; `part` of the card of comment `id`. */
export function address(name, id = 0, part = "") {
  return facts.addresses[name].replace("/0/", `/${id}/`).replace("/name/", `/${part}/`) + facts.place;
}

/** Browsers that demand trusted types know this one place, and nothing but what our own server rendered comes here. */
const policy = globalThis.trustedTypes?.createPolicy("comments-desk", { createHTML: (html) => html });

/** What one of the server's parts holds, as a fragment. */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The server's answer to a question; null if it cannot be had. */
export async function get(url) {
  const answer = await fetch(url, { redirect: "error", cache: "no-store" }).catch(() => null);
  return answer?.ok ? answer : null;
}

/** Call `ask` again and again, `pause` milliseconds after its last answer, while somebody looks; returns one that asks now. */
export function poll(pause, ask) {
  let timer = setTimeout(now, pause);
  let isAsking = false;

  async function now() {
    clearTimeout(timer);
    if (isAsking || document.hidden) return;
    isAsking = true;
    await ask().catch(() => {});
    isAsking = false;
    if (!document.hidden) timer = setTimeout(now, pause);
  }

  document.addEventListener("visibilitychange", now);
  return now;
}

/** A part of a card as HTML; "" if there is none any more, null while it cannot be had. */
export async function part(id, name) {
  try {
    const answer = await fetch(address("part", id, name), { redirect: "error", cache: "no-store" });
    if (answer.status === 404) return "";
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** What the browser keeps for one person: with `area` until the tab is closed, or for good; nothing where it may not. */
export function kept(area, name) {
  const key = `comments-desk-${name}:${facts.person}`;
  return {
    read() {
      try {
        return JSON.parse(globalThis[area].getItem(key));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        globalThis[area].setItem(key, JSON.stringify(value));
      } catch {
        // Nothing may be kept here: what is in memory goes on.
      }
    },
  };
}
