// Words that are not saved yet, kept in this browser, encrypted with a key that the server gives to
// whoever is signed in. They go when the server has acknowledged them.
"use strict";
(() => {
  const person = document.body.dataset.person;
  const banner = document.getElementById("kept-banner");
  const forms = [...document.querySelectorAll("[data-draft]")];
  if (!person || forms.length === 0 || !window.crypto || !crypto.subtle) return;
  let prefix = ""; // by person and key: one browser may come to several reviews at one address
  let keyBytes = null;
  const waiting = new Map();

  const say = (words) => {
    banner.textContent = words;
    banner.hidden = false;
  };
  const nameOf = (form) => prefix + (form.dataset.page || location.pathname) + " " + form.dataset.draft;
  const fieldsOf = (form) =>
    [...form.querySelectorAll("input, textarea, select")].filter(
      (field) => field.name && field.type !== "hidden" && field.type !== "submit" &&
        field.closest("[data-draft]") === form,
    );
  const valueOf = (form) => {
    const values = {};
    for (const field of fieldsOf(form)) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.checked) (values[field.name] = values[field.name] || []).push(field.value);
      } else values[field.name] = [field.value];
    }
    return values;
  };
  const asText = (values) => JSON.stringify(Object.entries(values).sort());
  const tokenOf = (form) => {
    const own = form.querySelector('input[name="token"]') || document.getElementById("token");
    return own ? own.value : "";
  };

  const key = () => crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const keep = async (form) => {
    if (!keyBytes) return;
    const text = JSON.stringify({
      values: valueOf(form), token: tokenOf(form), expected: expectedOf(form), rendered: form.dataset.rendered,
    });
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(
      await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await key(), new TextEncoder().encode(text)),
    );
    const all = new Uint8Array(12 + sealed.length);
    all.set(nonce);
    all.set(sealed, 12);
    let binary = "";
    for (const byte of all) binary += String.fromCharCode(byte);
    try {
      localStorage.setItem(nameOf(form), btoa(binary));
    } catch {
      say("This browser has no room to keep words that are not saved yet. Save often.");
    }
  };
  const kept = async (name) => {
    const stored = localStorage.getItem(name);
    if (!stored) return null;
    try {
      const all = Uint8Array.from(atob(stored), (letter) => letter.charCodeAt(0));
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12) }, await key(), all.slice(12));
      return JSON.parse(new TextDecoder().decode(opened));
    } catch {
      return null; // of another key: it stays where it is, and nobody can read it
    }
  };
  const forget = (form) => localStorage.removeItem(nameOf(form));
  const expectedField = (form) =>
    form.querySelector('input[type="hidden"][name^="e."], input[type="hidden"][name="expected"]');
  const expectedOf = (form) => {
    const field = expectedField(form);
    return field ? field.value : "";
  };

  const putBack = (form, draft) => {
    for (const field of fieldsOf(form)) {
      const values = draft.values[field.name] || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] || "";
    }
    // From the answer that it was typed over: where another is in force by now, both are kept.
    const field = expectedField(form);
    if (field) field.value = draft.expected;
    const details = form.closest("details");
    if (details) details.open = true;
  };

  const begin = async () => {
    for (const form of forms) form.dataset.rendered = asText(valueOf(form));
    const answer = await fetch("/draft-key", { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const told = await answer.json();
    if (told.person !== person) return;
    keyBytes = Uint8Array.from(told.key.match(/../g), (pair) => parseInt(pair, 16));
    const mark = new Uint8Array(await crypto.subtle.digest("SHA-256", keyBytes)).slice(0, 6);
    prefix = `inspect-tool draft ${person} ${Array.from(mark, (byte) => byte.toString(16).padStart(2, "0")).join("")} `;
    const saved = document.body.dataset.saved;
    if (saved) await forgetSaved(saved);
    let found = 0;
    for (const form of forms) {
      if (form.dataset.unsaved) {
        await keep(form); // what is shown was sent, and could not be saved
        continue;
      }
      const draft = await kept(nameOf(form));
      if (!draft) continue;
      const text = asText(draft.values);
      if (text === form.dataset.rendered || (saved && draft.token === saved)) forget(form);
      else if (text !== asText(valueOf(form)) || text !== form.dataset.rendered) {
        putBack(form, draft);
        await keep(form); // under the token of this page, which is told once it is saved
        found += 1;
      }
    }
    if (found) {
      say("Words that were not saved are back in their fields. Save them, or change them.");
      document.body.dataset.restored = String(found);
    }
    document.body.dataset.drafts = "ready";
  };
  // A form that was acknowledged may have been on another page than the one that follows it.
  const forgetSaved = async (token) => {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix)) continue;
      const draft = await kept(name);
      if (draft && draft.token === token) localStorage.removeItem(name);
    }
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-draft]");
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => keep(form), 150));
  });
  window.addEventListener("pagehide", () => {
    for (const form of waiting.keys()) if (asText(valueOf(form)) !== form.dataset.rendered) keep(form);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("[data-draft]");
    if (form) form.dataset.sent = asText(valueOf(form));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("[data-draft]");
    if (!form) return;
    const request = event.detail.xhr;
    const items = ((request && request.getResponseHeader("x-saved-items")) || "").split(" ");
    if (items.includes(form.dataset.draft)) {
      form.dataset.rendered = form.dataset.sent;
      // What was typed since it was sent is not saved yet.
      if (asText(valueOf(form)) === form.dataset.sent) {
        clearTimeout(waiting.get(form));
        forget(form);
      }
      banner.hidden = true;
    } else if (request && request.status === 401) {
      keep(form);
      say("Your session is over. Your words are kept in this browser: sign in again in another tab, then go on here.");
    } else if (!request || request.status === 0) {
      keep(form);
      say("The server does not answer. Your words are kept in this browser until it does.");
    } else if (request.status !== 422) {
      keep(form);
      say("It was not saved. Your words are kept in this browser.");
    }
  });
  begin().catch(() => {
    document.body.dataset.drafts = "off";
  });
})();
