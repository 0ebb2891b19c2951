-- A person who takes part in an org's events, with or without a login. At most one row of an org is
-- the profile of a login; others are guests, entered by a buyer. What is sensitive stands in
-- participant_details, with policies of its own: staff read it through functions that say so in the
-- audit log.

create table sales.participants (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  user_id uuid,
  first_name text not null,
  last_name text not null,
  email text,
  phone text,
  gender text,
  nationality text,
  city text,
  club text,
  language text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  erased_at timestamptz,
  constraint participants_pkey primary key (org_id, id),
  constraint participants_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint participants_user_fkey foreign key (user_id) references auth.users (id)
    on delete set null,
  constraint participants_id_is_unique unique (id),
  constraint names_are_1_to_100_characters check (
    length(btrim(first_name)) between 1 and 100 and length(btrim(last_name)) between 1 and 100),
  constraint other_fields_are_up_to_254_characters check (
    length(email) <= 254 and length(phone) <= 30 and length(city) <= 100 and length(club) <= 100),
  constraint gender_is_known check (gender in ('female', 'male', 'other')),
  constraint nationality_is_two_capitals check (nationality ~ '^[A-Z]{2}$'),
  constraint language_is_nl_or_en check (language in ('nl', 'en'))
);
create unique index participants_user_key on sales.participants (org_id, user_id)
  where user_id is not null and deleted_at is null;
create index participants_user_idx on sales.participants (user_id) where user_id is not null;
create index participants_email_idx on sales.participants (org_id, email text_pattern_ops);
create index participants_name_idx on sales.participants
  using gin (org_id, (first_name || ' ' || last_name) extensions.gin_trgm_ops)
  with (gin_pending_list_limit = 512);
alter table sales.participants enable row level security;
comment on table sales.participants is 'People who take part.';
comment on column sales.participants.user_id is 'The login whose profile this is; null for guests.';
comment on column sales.participants.erased_at is 'When the person went; where they took part stayed.';
comment on column sales.participants.nationality is 'ISO 3166-1, two letters.';

create table sales.participant_details (
  org_id uuid not null,
  participant_id uuid not null,
  birth_date date,
  emergency_name text,
  emergency_phone text,
  medical_note text,
  updated_at timestamptz not null default core.clock(),
  constraint participant_details_pkey primary key (org_id, participant_id),
  constraint participant_details_participant_fkey foreign key (org_id, participant_id)
    references sales.participants (org_id, id),
  constraint birth_date_is_this_side_of_1900 check (birth_date >= date '1900-01-01'),
  constraint details_are_short check (
    length(emergency_name) <= 200 and length(emergency_phone) <= 30
    and length(medical_note) <= 2000)
);
alter table sales.participant_details enable row level security;
comment on table sales.participant_details is 'What is sensitive about people who take part.';
