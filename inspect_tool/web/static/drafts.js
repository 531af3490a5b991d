// Words that are not saved yet, kept in this browser, encrypted with a key that the server gives to
// whoever is signed in. They go when the server has acknowledged them. Each tab keeps its own: where
// two hold different words for one field, both are shown, and whoever typed them says what becomes
// of them.
"use strict";
(() => {
  const person = document.body.dataset.person;
  const banner = document.getElementById("kept-banner");
  const forms = [...document.querySelectorAll("[data-draft]")];
  if (!person || forms.length === 0 || !window.crypto || !crypto.subtle) return;
  let prefix = ""; // by person and key: one browser may come to several reviews at one address
  let keyBytes = null;
  let tab = ""; // of this tab: another one types into drafts of its own
  const waiting = new Map();
  const writing = new Map();
  let unwritten = 0; // drafts that are on their way
  const LONG = 20000; // characters from which a draft is not written at each letter
  const AGAIN = 5000; // milliseconds after which a server that did not answer is asked for the key again
  const NOT_KEPT = "The server does not answer, so these words are not kept in this browser. Leave the page open.";
  let answers = false; // the server, when it was asked last
  let sent = false; // a form of this page, which takes its words along

  const say = (words) => {
    banner.textContent = words;
    banner.hidden = false;
  };
  const placeOf = (form) => prefix + (form.dataset.page || location.pathname) + " " + form.dataset.draft;
  const nameOf = (form) => placeOf(form) + " tab " + tab;
  // Those of every tab for a form, and those that an earlier version of this script kept.
  const namesFor = (form) => {
    const place = placeOf(form);
    return Object.keys(localStorage).filter(
      (name) => name === place || (name.startsWith(place + " tab ") && /^[0-9a-f]{16}$/.test(name.slice(place.length + 5))),
    );
  };
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fresh = () => hex(crypto.getRandomValues(new Uint8Array(8)));
  // A tab that was doubled has the name of the other one: whoever holds its lock has it.
  const nameTab = async () => {
    const hold = (name) =>
      new Promise((done) => {
        if (!navigator.locks) return done(true);
        navigator.locks.request("inspect-tool tab " + name, { ifAvailable: true }, (lock) => {
          done(lock !== null);
          return lock && new Promise(() => {});
        });
      });
    tab = sessionStorage.getItem("inspect-tool tab") || fresh();
    if (!(await hold(tab))) {
      tab = fresh();
      hold(tab);
    }
    sessionStorage.setItem("inspect-tool tab", tab);
  };
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
  // What the page came with: a browser that goes back may have put other words into its fields.
  const renderedOf = (form) => {
    const values = {};
    for (const field of fieldsOf(form)) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.defaultChecked) (values[field.name] = values[field.name] || []).push(field.value);
      } else if (field.tagName === "SELECT") {
        const options = [...field.options];
        const chosen = options.find((option) => option.defaultSelected) || options[0];
        values[field.name] = [chosen ? chosen.value : ""];
      } else values[field.name] = [field.defaultValue];
    }
    return values;
  };
  const asText = (values) => JSON.stringify(Object.entries(values).sort());
  const tokenOf = (form) => {
    const own = form.querySelector('input[name="token"]') || document.getElementById("token");
    return own ? own.value : "";
  };

  const key = () => crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  // One after the other, so that what was typed last is what stays.
  const keep = (form) => {
    unwritten += 1;
    const next = (writing.get(form) || Promise.resolve()).then(async () => {
      if (keyBytes) await write(nameOf(form), draftOf(form));
      else say(NOT_KEPT);
    }).finally(() => (unwritten -= 1));
    writing.set(form, next.catch(() => {}));
    return next;
  };
  // What is typed after a form was sent is not saved with it.
  const draftOf = (form) => ({
    values: valueOf(form), token: form.dataset.late ? "" : tokenOf(form), expected: expectedOf(form), rendered: form.dataset.rendered,
  });
  const write = async (name, draft) => {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(
      await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await key(), new TextEncoder().encode(JSON.stringify(draft))),
    );
    const all = new Uint8Array(12 + sealed.length);
    all.set(nonce);
    all.set(sealed, 12);
    let binary = "";
    for (const byte of all) binary += String.fromCharCode(byte);
    try {
      localStorage.setItem(name, btoa(binary));
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
  const forget = (form) => {
    const next = (writing.get(form) || Promise.resolve()).then(() => localStorage.removeItem(nameOf(form)));
    writing.set(form, next);
    return next;
  };
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

  // What is shown of a draft: what was typed, and what was chosen by its label.
  const wordsOf = (form, draft) =>
    fieldsOf(form)
      .flatMap((field) => {
        const values = draft.values[field.name] || [];
        if (field.type !== "radio" && field.type !== "checkbox") {
          const option = field.tagName === "SELECT" && [...field.options].find((one) => one.value === values[0]);
          return [option ? option.text : values[0] || ""];
        }
        return values.includes(field.value) && field.labels[0] ? [field.labels[0].innerText] : [];
      })
      .filter((words) => words.trim())
      .join("\n");
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "govuk-button govuk-button--secondary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  // Drafts of other tabs beside the field: nothing is chosen for whoever typed them.
  const showBeside = (form, drafts) => {
    for (let [name, draft] of drafts) {
      const box = document.createElement("div");
      box.className = "govuk-inset-text app-query";
      box.dataset.beside = form.dataset.draft;
      const told = document.createElement("p");
      told.className = "govuk-body";
      told.textContent = "Not saved, typed here before or in another tab:";
      const words = document.createElement("p");
      words.className = "govuk-body app-words";
      const shown = () => (words.textContent = wordsOf(form, draft) || "(nothing: it was emptied)");
      shown();
      const gone = () => {
        localStorage.removeItem(name);
        box.remove();
      };
      const use = button("Put this into the field instead", async () => {
        // What is in the field now is kept first, and shown here in place of this.
        const [now, under] = [draftOf(form), placeOf(form) + " tab " + fresh()];
        await write(under, now);
        putBack(form, draft);
        await keep(form);
        localStorage.removeItem(name);
        [name, draft] = [under, now];
        if (asText(now.values) === form.dataset.rendered) gone();
        else shown();
        form.dispatchEvent(new Event("change", { bubbles: true }));
      });
      box.append(told, words, use, button("It is not needed", gone));
      form.append(box);
      const details = form.closest("details");
      if (details) details.open = true;
    }
  };
  // The drafts of a form that are not saved, each text once; this tab's own first.
  const draftsOf = async (form, saved) => {
    const found = new Map();
    const own = nameOf(form);
    for (const name of namesFor(form).sort((one, other) => (other === own) - (one === own))) {
      const draft = await kept(name);
      if (!draft) continue;
      const text = asText(draft.values);
      if (text === form.dataset.rendered || (saved && draft.token === saved)) localStorage.removeItem(name);
      else if (!found.has(text)) found.set(text, [name, draft]);
      else localStorage.removeItem(name); // the same words are in the other one
    }
    return [...found.values()];
  };
  // Whether a draft says nothing that is not in the form as well.
  const isWithin = (form, draft) =>
    fieldsOf(form).every((field) => {
      if (field.type === "radio" || field.type === "checkbox")
        return field.checked === (draft.values[field.name] || []).includes(field.value);
      const words = (draft.values[field.name] || [""])[0];
      return field.tagName === "TEXTAREA" ? field.value.includes(words) : field.value === words;
    });
  const takeUp = async (form, saved) => {
    const typed = asText(valueOf(form)) !== form.dataset.rendered;
    // What is shown was sent and could not be saved, was brought back by the browser, or typed. A
    // browser that goes back may bring older words than this tab kept: those are shown beside.
    if (typed) {
      const own = await kept(nameOf(form));
      if (own && !isWithin(form, own)) await write(placeOf(form) + " tab " + fresh(), own);
      await keep(form);
    }
    const drafts = await draftsOf(form, saved);
    const own = drafts.find(([name]) => name === nameOf(form));
    const one = own || (drafts.length === 1 ? drafts[0] : null);
    const rest = drafts.filter((draft) => draft !== one);
    showBeside(form, rest);
    if (!one || typed) return [0, rest.length];
    putBack(form, one[1]);
    await keep(form); // under the token of this page, which is told once it is saved
    if (one[0] !== nameOf(form)) localStorage.removeItem(one[0]);
    return [1, rest.length];
  };

  const begin = async () => {
    for (const form of forms) form.dataset.rendered ??= form.dataset.unsaved ? "" : asText(renderedOf(form));
    answers = false;
    const answer = await fetch("/draft-key", { credentials: "same-origin", cache: "no-store" });
    answers = true;
    if (!answer.ok) throw new Error("no key");
    const told = await answer.json();
    if (told.person !== person) throw new Error("of somebody else");
    const bytes = Uint8Array.from(told.key.match(/../g), (pair) => parseInt(pair, 16));
    const mark = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 6);
    prefix = `inspect-tool draft ${person} ${hex(mark)} `;
    await nameTab();
    keyBytes = bytes;
    const saved = document.body.dataset.saved;
    if (saved) await forgetSaved(saved);
    let found = 0;
    let beside = 0;
    for (const form of forms) {
      const [back, rest] = await takeUp(form, saved);
      found += back;
      beside += rest;
    }
    const words = [];
    if (found) words.push("Words that were not saved are back in their fields. Save them, or change them.");
    if (beside) words.push("Different words were typed into one field, here before or in another tab: all are shown there. Say what becomes of them.");
    if (words.length) say(words.join(" "));
    document.body.dataset.restored = String(found);
    document.body.dataset.elsewhere = String(beside);
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

  const wait = (form, delay) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (delay === null) return;
    waiting.set(form, setTimeout(() => {
      waiting.delete(form);
      keep(form);
    }, delay));
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-draft]");
    if (!form) return;
    wait(form, null);
    if (!keyBytes) return start();
    const isLong = (event.target.value || "").length > LONG;
    if (isLong) wait(form, 150);
    else keep(form);
  });
  // Words that are kept nowhere would go with the page if the server is gone: it is asked first.
  let asking = false;
  let asked = false;
  const askFirst = async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    await start();
    asking = false;
    if (!answers) return say(NOT_KEPT);
    asked = true;
    event.target.requestSubmit(event.submitter);
    asked = false;
  };
  document.addEventListener("submit", (event) => {
    if (!keyBytes && !asked && isTyped()) return askFirst(event);
    sent = true;
    for (const form of forms) {
      if (form !== event.target && form.closest("form") !== event.target) continue;
      delete form.dataset.late;
      const sent = draftOf(form);
      form.dataset.late = "yes";
      if (!keyBytes || asText(sent.values) === form.dataset.rendered) continue;
      const next = (writing.get(form) || Promise.resolve()).then(() => write(nameOf(form), sent));
      writing.set(form, next.catch(() => {}));
    }
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
        wait(form, null);
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
  const isTyped = () => forms.some((form) => asText(valueOf(form)) !== form.dataset.rendered);
  // Words that are on this page alone: whoever closes it is asked by the browser first.
  window.addEventListener("beforeunload", (event) => {
    if ((!keyBytes || unwritten || waiting.size) && !sent && isTyped()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (sent = false));
  let starting = null;
  const start = () => {
    starting = starting || begin().then(() => {
      if (banner.textContent === NOT_KEPT) banner.hidden = true;
    }).catch(() => {
      starting = null;
      document.body.dataset.drafts = "off";
      if (!isTyped()) return; // asked again when something is typed
      say(NOT_KEPT);
      setTimeout(start, AGAIN);
    });
    return starting;
  };
  start();
})();
