// Passkeys: the only script of the site. It asks the device and sends its answer as a plain form.
// Without it the page works: the button stays hidden and a sentence says what else opens the door.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function options(form) {
    var made = JSON.parse(form.dataset.options);
    made.challenge = bytes(made.challenge);
    if (made.user) made.user.id = bytes(made.user.id);
    (made.allowCredentials || []).concat(made.excludeCredentials || []).forEach(function (known) {
      known.id = bytes(known.id);
    });
    return { publicKey: made };
  }
  function answer(credential) {
    var given = credential.response, response = { clientDataJSON: text(given.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) response[name] = text(given[name]);
    });
    if (given.getTransports) response.transports = given.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response
    });
  }

  document.querySelectorAll("form[data-options]").forEach(function (form) {
    var trouble = form.querySelector("[data-trouble]"), without = form.nextElementSibling;
    form.hidden = false;
    if (without && without.hasAttribute("data-without")) without.hidden = true;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      trouble.hidden = true;
      var wanted = options(form);
      var asked = wanted.publicKey.user
        ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted);
      asked.then(function (credential) {
        form.elements.answer.value = answer(credential);
        form.submit();
      }).catch(function () { trouble.hidden = false; });
    });
  });
})();
