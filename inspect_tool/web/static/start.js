import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();
for (const link of document.querySelectorAll('a[href="#add-evidence"]')) {
  link.addEventListener("click", () => {
    document.getElementById("add-evidence").open = true;
  });
}
for (const form of document.querySelectorAll("form[data-waits]")) {
  const told = form.appendChild(document.createElement("p"));
  told.className = "govuk-body";
  told.setAttribute("role", "status");
  const wait = (waits) => {
    told.textContent = waits ? form.dataset.waits : "";
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.disabled = waits;
    }
  };
  form.addEventListener("submit", () => wait(true));
  // A page that the browser had kept comes back as it was left.
  window.addEventListener("pageshow", (event) => event.persisted && wait(false));
}
// Words that are on this page alone: whoever closes it is asked by the browser first.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  let sent = false;
  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("pageshow", () => (sent = false));
  window.addEventListener("beforeunload", (event) => sent || event.preventDefault());
}
