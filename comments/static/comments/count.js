/** Fills every [data-comment-count="KEY"] of a page: <script async src="…/count.js" data-site="SITE"></script> */
{
  const { src, dataset } = document.currentScript;
  /** So many threads at most are counted by one request. */
  const MOST = 100;
  /** As the language around has it, if the page names one that browsers know. */
  const written = (number, place) => {
    try {
      return number.toLocaleString(place.closest("[lang]")?.lang || undefined);
    } catch {
      return number.toLocaleString();
    }
  };
  const count = async (places, keys) => {
    const url = new URL(src.replace(/count\.js.*$/, "api/v1/counts/"));
    url.searchParams.set("site", dataset.site);
    for (const key of keys) url.searchParams.append("thread", key);
    const { counts } = await (await fetch(url, { credentials: "omit" })).json();
    for (const place of places) {
      const found = counts[place.dataset.commentCount];
      if (found !== undefined) place.textContent = written(found, place);
    }
  };
  const fill = () => {
    const places = [...document.querySelectorAll("[data-comment-count]")];
    const keys = [...new Set(places.map((place) => place.dataset.commentCount))].filter(Boolean);
    // Where no number comes, what the page says stays.
    while (keys.length) count(places, keys.splice(0, MOST)).catch(() => {});
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", fill);
  else fill();
}
