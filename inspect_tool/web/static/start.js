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
