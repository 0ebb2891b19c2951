-- requires: orgs
--
-- What people agreed to, or took back, towards an org: one row per word of theirs, never changed.
-- The last one of a purpose counts. Whose word it is stands here as a keyed hash of the e-mail
-- address (tenancy.email_hash), so that the history outlives nobody's address book.

create type tenancy.consent_source as enum ('order', 'reservation', 'login', 'link', 'staff');
comment on type tenancy.consent_source is
  'How somebody said it: with the token of an order or reservation, signed in, by the link of a mail, or to staff.';

create table tenancy.consents (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  email_hash bytea not null,
  purpose text not null,
  is_given boolean not null,
  text_version text,
  language text,
  source tenancy.consent_source not null,
  request_id text,
  said_at timestamptz not null default core.clock(),
  constraint consents_pkey primary key (org_id, id),
  constraint consents_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint purpose_is_snake_case check (purpose ~ '^[a-z][a-z_]{1,49}$'),
  constraint text_version_is_1_to_50_characters
    check (length(btrim(text_version)) between 1 and 50),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint whoever_agrees_was_shown_a_text
    check (not is_given or (text_version is not null and language is not null))
);
create index consents_email_hash_idx
  on tenancy.consents (org_id, email_hash, purpose, said_at desc, id desc);
alter table tenancy.consents enable row level security;
comment on table tenancy.consents is 'What people agreed to, and took back. Append-only.';
comment on column tenancy.consents.email_hash is
  'Keyed hash of the e-mail address, in lower case, of whoever said it.';
comment on column tenancy.consents.purpose is 'What for, such as marketing.';
comment on column tenancy.consents.text_version is 'Which version of the text they were shown.';

-- Whose a token is that a buyer or guest has: a room above registers a function
--   function  (token text) returns table (org_id uuid, email text): no row for one it does not know
create table tenancy.token_holders (
  source tenancy.consent_source not null,
  function text not null,
  constraint token_holders_pkey primary key (source),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table tenancy.token_holders enable row level security;
comment on table tenancy.token_holders is
  'Functions that know whose a token is; registered by upper rooms.';
