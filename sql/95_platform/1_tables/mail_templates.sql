-- requires: mail_kinds
--
-- A mail in own words: of the platform (no org) or of an org, in one language. What is being
-- written is the draft; it is published once its preview was seen as it stands (`previewed_hash`).
-- What is published is a version; `live_version` says which one is sent, none: the words of the
-- platform, or ours. Written by functions; LOCKS: a template stands by itself.

create table platform.mail_templates (
  id uuid not null default core.new_id(),
  org_id uuid,
  kind text not null,
  language text not null,
  draft_subject text not null,
  draft_body text not null,
  draft_hash text not null generated always as (
    encode(core.token_hash(draft_subject || chr(10) || draft_body), 'hex')) stored,
  drafted_by uuid,
  drafted_at timestamptz not null default core.clock(),
  previewed_hash text,
  live_version integer,
  last_version integer not null default 0,
  failed_version integer,
  constraint mail_templates_pkey primary key (id),
  constraint mail_templates_key unique nulls not distinct (org_id, kind, language),
  constraint mail_templates_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint mail_templates_kind_fkey foreign key (kind) references platform.mail_kinds (kind),
  constraint mail_templates_drafted_by_fkey foreign key (drafted_by)
    references auth.users (id) on delete set null,
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint draft_is_bounded
    check (length(draft_subject) between 1 and 200 and length(draft_body) between 1 and 20000),
  constraint live_version_was_published check (live_version between 1 and last_version)
);
create index mail_templates_kind_idx on platform.mail_templates (kind);
create index mail_templates_drafted_by_idx on platform.mail_templates (drafted_by);
alter table platform.mail_templates enable row level security;
comment on table platform.mail_templates is 'Mails in the words of the platform and of orgs.';
comment on column platform.mail_templates.org_id is 'Whose it is; null: the platform''s, for all.';
comment on column platform.mail_templates.previewed_hash is 'Of the draft whose preview was seen.';
comment on column platform.mail_templates.live_version is 'Which version is sent; null: none.';
comment on column platform.mail_templates.failed_version is
  'The version of which its owner was told that it could not be said.';

create table platform.mail_template_versions (
  template_id uuid not null,
  version integer not null,
  subject text not null,
  body text not null,
  reason text,
  published_by uuid,
  published_at timestamptz not null default core.clock(),
  constraint mail_template_versions_pkey primary key (template_id, version),
  constraint mail_template_versions_template_fkey foreign key (template_id)
    references platform.mail_templates (id)
);
alter table platform.mail_template_versions enable row level security;
comment on table platform.mail_template_versions is 'What was published. Append-only.';
comment on column platform.mail_template_versions.published_by is 'User id.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('template_test', 'user', 20, 3600, 'Tests of mails in own words sent per user.');
