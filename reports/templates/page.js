// Finding, filtering and walking through a page that can be read without all this.
"use strict";
(() => {
  const find = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = document.getElementById("finder");
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const unfold = document.getElementById("unfold");

  // A link into something folded opens what is around it.
  const open = (place) => {
    for (let each = place; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  };
  const follow = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    if (place.closest("[hidden]")) clear();
    open(place);
    place.scrollIntoView();
    const summary = place.closest("details")?.querySelector("summary");
    if (summary && place.parentElement === summary.parentElement) summary.focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  if (location.hash.length > 1) follow();

  // Commands can be copied.
  for (const code of find("code.copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copier";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent).catch(() => getSelection().selectAllChildren(code));
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
    code.after(" ", button);
  }
  if (!form) return;

  const cases = find("details.case, .requirement .cases > li");
  const requirements = find(".requirement");
  const texts = new Map();
  const textOf = (each) => {
    if (!texts.has(each)) {
      const parts = each.matches("details") ? find(":scope > summary, :scope > .inside > .caseid", each) : [each];
      const about = each.closest(".finding, .requirement")?.querySelector("h3, summary, .id");
      texts.set(each, [about, ...parts].map((part) => part?.textContent ?? "").join(" ").toLowerCase());
    }
    return texts.get(each);
  };
  const chosen = () => new Set(find("[data-show][aria-pressed=true]", form).map((each) => each.dataset.show));
  const apply = () => {
    const shown = chosen();
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = shown.size > 0 || wanted.length > 0;
    const fits = (each) =>
      (!shown.size || shown.has(each.dataset.verdict)) && wanted.every((word) => textOf(each).includes(word));
    for (const each of cases) each.hidden = active && !fits(each);
    for (const each of requirements) {
      const left = each.querySelector(".cases > li:not([hidden])");
      each.hidden = active && !left && !(wanted.length && !shown.size && wanted.every((word) => textOf(each).includes(word)));
    }
    for (const each of find(".finding")) each.hidden = active && !each.querySelector("details.case:not([hidden])");
    for (const each of find("section.area")) each.hidden = active && !each.querySelector(".requirement:not([hidden])");
    const left = requirements.flatMap((each) => find(".cases > li:not([hidden])", each)).length;
    found.textContent = active ? `${left} case${left === 1 ? "" : "s"}` : "";
    document.body.classList.toggle("filtered", active);
  };
  const clear = () => {
    words.value = "";
    for (const each of find("[data-show]", form)) each.setAttribute("aria-pressed", "false");
    apply();
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", apply);
  for (const each of find("[data-show]", form)) {
    each.addEventListener("click", () => {
      each.setAttribute("aria-pressed", String(each.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  unfold.addEventListener("click", () => {
    const on = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", String(on));
    for (const each of find("details.case, details.requirement, .requirement details, details.messages")) each.open = on;
  });

  // Keys: / finds, j and k walk through the findings, Escape shows all again.
  const walk = (step) => {
    const stops = find("details.case > summary").filter((each) => each.offsetParent !== null);
    const at = stops.indexOf(document.activeElement?.closest?.("details.case > summary"));
    const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
    if (!next) return;
    next.parentElement.open = true;
    next.focus();
    next.scrollIntoView({ block: "start" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return clear();
    if (event.target.matches("input")) return;
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    if (event.key === "/") {
      event.preventDefault();
      words.focus();
    }
  });
})();
