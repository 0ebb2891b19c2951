// What a web app does with supabase-js: sign up, sign in, read, call. Exits 0 when all of it works.

import assert from "node:assert/strict";

const { API_URL, API_KEY, EMAIL: email, PASSWORD: password, SUPABASE_JS } = process.env;
const { createClient } = await import(SUPABASE_JS);
const client = createClient(API_URL, API_KEY, { auth: { autoRefreshToken: false } });

const signedUp = await client.auth.signUp({ email, password });
assert.equal(signedUp.error, null);
await client.auth.signOut();
const signedIn = await client.auth.signInWithPassword({ email, password });
assert.equal(signedIn.error, null);
assert.equal(signedIn.data.user.id, signedUp.data.user.id);

const listing = await client.from("published_events").select("*").limit(1);
assert.equal(listing.error, null);

const context = await client.rpc("get_user_context");
assert.equal(context.error, null);
assert.equal(context.data.user.id, signedIn.data.user.id);

const refused = await client.functions.invoke("no-such-function", { body: {} });
assert.equal(refused.error.context.status, 404);

await client.auth.signOut();
