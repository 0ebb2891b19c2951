-- The public keys whose private halves have signed tickets' QR codes: what a scanner without a
-- network checks a signature with. A worker names its key whenever it stores tokens, so that a new
-- key is here before anybody sees a token of it; those of before stay, as their tickets do.

create table sales.ticket_keys (
  public_key text not null,
  created_at timestamptz not null default core.clock(),
  constraint ticket_keys_pkey primary key (public_key),
  constraint public_key_is_32_bytes_in_base64url check (public_key ~ '^[A-Za-z0-9_-]{43}$')
);
alter table sales.ticket_keys enable row level security;
comment on table sales.ticket_keys is 'Public Ed25519 keys of tickets'' QR codes, base64url.';
