// What a QR code says: `E1.<code>.<signature>`, or a code that somebody types.

const TOKEN = /^E1\.([0-9A-HJKMNP-TV-Z]{20})\.([A-Za-z0-9_-]{86})$/;
const CODE = /^[0-9A-HJKMNP-TV-Z]{20}$/;

/** The code in what was read or typed, and the signature if it had one; null when it is no ticket. */
export function read(text) {
  const scanned = TOKEN.exec(text.trim());
  if (scanned) return { token: scanned[0], code: scanned[1], signature: scanned[2] };
  // Crockford's alphabet leaves out what is easily mistaken; typed all the same it means this.
  const typed = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return CODE.test(typed) ? { token: typed, code: typed, signature: null } : null;
}

/** By what a ticket's row is found: the beginning of the SHA-256 of its code, in base64url. */
export async function hashOf(code) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  const base64 = btoa(String.fromCharCode(...digest));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
}

/**
 * Whether we signed a ticket: true or false, or null where there is nothing to tell it by (a typed
 * code, no public keys yet, or a browser without Ed25519; then the list of tickets alone decides).
 */
export async function isSigned(ticket, publicKeys) {
  if (!ticket.signature || !publicKeys.length) return null;
  const signed = new TextEncoder().encode(`E1.${ticket.code}`);
  for (const publicKey of publicKeys) {
    const key = await imported(publicKey);
    if (!key) return null;
    if (await crypto.subtle.verify("Ed25519", key, bytes(ticket.signature), signed)) return true;
  }
  return false;
}

function imported(publicKey) {
  const key = crypto.subtle.importKey("raw", bytes(publicKey), "Ed25519", false, ["verify"]);
  return key.catch(() => null); // this browser does not know Ed25519
}

function bytes(base64url) {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
