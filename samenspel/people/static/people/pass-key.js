// <pass-key>: makes or uses a passkey, puts the answer in the form's `credential` and sends it.
// Options come from `options` (the id of a JSON script) or are fetched from `from`.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  return answer(made, { attestationObject: toText(made.response.attestationObject) });
}

async function use(options) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = used.response;
  return answer(used, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  };
}

class PassKey extends HTMLElement {
  #gone;

  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.#gone = new AbortController();
    this.hidden = false;
    this.querySelector("button").addEventListener("click", this, { signal: this.#gone.signal });
  }

  disconnectedCallback() {
    this.#gone?.abort();
  }

  async handleEvent(event) {
    event.preventDefault();
    const form = this.closest("form");
    const status = this.querySelector("[role=status]");
    status.textContent = "";
    try {
      const options = await this.#options();
      const credential = await (options.creation_options
        ? make(options.creation_options.publicKey)
        : use(options.request_options.publicKey));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      status.textContent = this.getAttribute("failed");
    }
  }

  async #options() {
    const id = this.getAttribute("options");
    if (id) return JSON.parse(document.getElementById(id).textContent);
    const response = await fetch(this.getAttribute("from"), { headers: { Accept: "application/json" } });
    return response.json();
  }
}

customElements.define("pass-key", PassKey);
