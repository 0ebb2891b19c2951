// The auth server of the local stack: the GoTrue dialect of @supabase/lite, nothing else of it.
//
//   node auth-server.mjs            serve /auth/v1 on 127.0.0.1:$AUTH_PORT
//   node auth-server.mjs --prepare  create the tables of schema auth, then exit
//
// Environment: AUTH_DATABASE_URL (as supabase_auth_admin, which owns schema auth and no more),
// AUTH_PORT, AUTH_EXTERNAL_URL (issuer of tokens), AUTH_JWT_SECRET, AUTH_SMTP_PORT,
// AUTH_CONFIG (the [auth] section of config.toml as JSON).

import { setTimeout as sleep } from "node:timers/promises";

import { serve } from "@hono/node-server";
import { App, SmtpEmailDriver } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { SignJWT, decodeJwt } from "jose";

const env = process.env;
const config = JSON.parse(env.AUTH_CONFIG ?? "{}");
const key = new TextEncoder().encode(env.AUTH_JWT_SECRET);

// GoTrue writes timestamps as RFC 3339, and supabase-py accepts nothing else.
const timestamptz = {
  to: 1184,
  from: [1184],
  serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  parse: (text) => text?.replace(" ", "T").replace(/\+00$/, "Z"),
};

// It hands over JSON as text already; written as usual, columns would hold a string of JSON.
const jsonb = {
  to: 3802,
  from: [114, 3802],
  serialize: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  parse: (text) => JSON.parse(text),
};

function createApp() {
  return new App({
    connection: createPostgresConnection({
      url: env.AUTH_DATABASE_URL,
      postgresOptions: { max: 5, onnotice() {}, types: { timestamptz, jsonb } },
    }),
    // Its migration table would be one that `supabase db push` cannot write to.
    db: { migrations: { enabled: false } },
    auth: { ...config, enabled: true, jwt_secret: env.AUTH_JWT_SECRET },
    options: {
      server: { apiKeys: false, admin: false }, // the gateway checks keys
      drivers: {
        email: new SmtpEmailDriver({
          host: "127.0.0.1",
          port: Number(env.AUTH_SMTP_PORT),
          from: { name: "Entree", address: "auth@entree.example" },
        }),
      },
    },
  });
}

// How the session began, as GoTrue tells it in the claim amr.
function authenticationMethod(url) {
  if (url.pathname === "/auth/v1/verify") return "otp";
  return url.searchParams.get("grant_type") === "refresh_token" ? "token_refresh" : "password";
}

// Gives an access token the claims that GoTrue puts in and this implementation leaves out.
async function completeToken(token, user, url) {
  const claims = {
    iss: env.AUTH_EXTERNAL_URL,
    phone: user.phone ?? "",
    app_metadata: user.app_metadata ?? {},
    user_metadata: user.user_metadata ?? {},
    aal: "aal1",
    amr: [{ method: authenticationMethod(url), timestamp: Math.floor(Date.now() / 1000) }],
    is_anonymous: user.is_anonymous ?? false,
    ...decodeJwt(token),
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key);
}

async function answer(app, request) {
  const url = new URL(request.url);
  // The same app could serve tables too, with rights of its own; only /auth/v1 may reach it.
  if (!url.pathname.startsWith("/auth/v1/")) return new Response(null, { status: 404 });
  const response = await app.fetch(request, { peerAddress: null });
  if (!response.headers.get("content-type")?.includes("json")) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  let body = text;
  const session = text.includes('"access_token"') ? JSON.parse(text) : null;
  if (session?.access_token && session.user) {
    session.access_token = await completeToken(session.access_token, session.user, url);
    body = JSON.stringify(session);
  }
  return new Response(body || null, { status: response.status, headers });
}

// An app with its pool of connections; `lost` comes true when that pool is beyond use.
async function start() {
  const app = createApp();
  await app.init();
  const service = { app };
  service.lost = new Promise((resolve) => (service.lose = resolve));
  return service;
}

let service = await start();
await service.app.ensureSystemSchema();
if (process.argv.includes("--prepare")) process.exit(0);

// When the database dies under a query, its driver may write to a socket that is gone, where nobody
// can catch it, and neither that query nor its pool ever comes back. The rest of us is sound: whoever
// waits is told to come again, and a new pool is made.
process.on("uncaughtException", async (error) => {
  console.error(error);
  if (!error.stack?.includes("/postgres/src/connection.js")) process.exit(1);
  service?.lose();
  for (service = null; service === null; await sleep(100)) service = await start().catch(() => null);
});

const unavailable = () => new Response(null, { status: 503, headers: { "retry-after": "1" } });

const server = serve({
  fetch: (request) =>
    service
      ? Promise.race([answer(service.app, request), service.lost.then(unavailable)])
      : unavailable(),
  hostname: "127.0.0.1",
  port: Number(env.AUTH_PORT),
});
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    server.close();
    process.exit(0);
  });
}
