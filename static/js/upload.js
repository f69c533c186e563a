// Large files: sent in parts before the form, so that a line that is cut loses little. Without this
// script the files go with the form. What was sent is found again by the name and size of the file.
(function () {
  "use strict";
  var form = document.querySelector("form[data-uploads]");
  if (!form || !window.fetch || !window.DataTransfer) return;
  var LARGE = 8e6, PART = 2e6, token = form.elements.csrf_token.value;
  var progress = form.querySelector("[data-progress]");

  function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
  function call(method, url, headers, body) {
    headers["Tus-Resumable"] = "1.0.0";
    headers["X-CSRFToken"] = token;
    return fetch(url, { method: method, headers: headers, body: body, credentials: "same-origin", redirect: "error" });
  }
  function key(file) { return "envoi " + [file.name, file.size, file.lastModified].join(" "); }
  function named(file) {
    var raw = String.fromCharCode.apply(null, new TextEncoder().encode(file.name));
    return "filename " + btoa(raw);
  }
  async function begun(file) {
    var known = sessionStorage.getItem(key(file));
    if (known) {
      var answer = await call("HEAD", known, {});
      if (answer.ok) return { url: known, offset: Number(answer.headers.get("Upload-Offset")) };
    }
    var made = await call("POST", form.dataset.uploads, { "Upload-Length": String(file.size), "Upload-Metadata": named(file) });
    if (made.status !== 201) throw new Error("refused");
    var url = made.headers.get("Location");
    sessionStorage.setItem(key(file), url);
    return { url: url, offset: 0 };
  }
  async function sent(file) {
    var tries = 0, where = null;
    for (;;) {
      try {
        where = where || await begun(file);
        if (where.offset >= file.size) return where.url.split("/").pop();
        var part = file.slice(where.offset, where.offset + PART);
        var answer = await call("PATCH", where.url, { "Upload-Offset": String(where.offset), "Content-Type": "application/offset+octet-stream" }, part);
        if (answer.status === 204) {
          where.offset = Number(answer.headers.get("Upload-Offset"));
          tries = 0;
          progress.textContent = form.dataset.said.replace("0", String(Math.floor(100 * where.offset / file.size)));
          continue;
        }
        if (answer.status !== 409) throw new Error("refused");
        where = null;
      } catch (error) {
        if (error.message === "refused" || ++tries > 60) throw error;
        progress.textContent = form.dataset.cut;
        await wait(Math.min(1000 * tries, 10000));
        where = null;
      }
    }
  }
  form.addEventListener("submit", async function (event) {
    var inputs = Array.from(form.querySelectorAll("input[type=file]"));
    var large = inputs.some(function (input) { return Array.from(input.files).some(function (file) { return file.size > LARGE; }); });
    if (!large) return;
    event.preventDefault();
    try {
      for (var input of inputs) {
        var kept = new DataTransfer();
        for (var file of Array.from(input.files)) {
          if (file.size <= LARGE) { kept.items.add(file); continue; }
          var field = document.createElement("input");
          field.type = "hidden";
          field.name = "envoi";
          field.value = await sent(file);
          form.appendChild(field);
          sessionStorage.removeItem(key(file));
        }
        input.files = kept.files;
      }
    } catch (error) { /* the form takes the rest as it does without this script */ }
    form.submit();
  });
})();
