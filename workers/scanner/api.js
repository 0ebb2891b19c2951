// The functions of the server that a terminal calls. They are on our own origin, and the terminal's
// token goes in a header, so that no address ever holds it.

const FUNCTIONS = new URL(".", new URL(document.body.dataset.root, location.href)).pathname;
const PATIENCE = 20_000; // milliseconds

/** The server said no: `code` is one of docs/errors.md, and asking again changes nothing. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `status ${status}`);
    this.status = status;
    this.code = body.code ?? "internal_error";
  }
}

/** The server was not reached, or it is not well: the same call may succeed later. */
export class Unreachable extends Error {}

/** Call a function; resolves with its answer. Rejects with Refused or Unreachable. */
export async function call(name, body, token, patience = PATIENCE) {
  let answer, text;
  try {
    answer = await fetch(`${FUNCTIONS}${name}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(patience),
    });
    text = await answer.text();
  } catch (error) {
    throw new Unreachable(error.message);
  }
  const found = parsed(text);
  if (answer.ok && found) return found;
  // A portal of a wireless network answers with pages of its own; ours always have a code.
  if (answer.status >= 500 || answer.status === 429 || !found?.code)
    throw new Unreachable(`status ${answer.status}`);
  throw new Refused(answer.status, found);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
