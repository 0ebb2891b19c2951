-- requires: events
--
-- What the page of an event says, in Dutch and English: texts, questions with answers, and images
-- by reference. Written by staff with events.manage through the views of the same names.

create table events.event_contents (
  org_id uuid not null,
  event_id uuid not null,
  language text not null,
  title text,
  description text,
  location text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint event_contents_pkey primary key (org_id, event_id, language),
  constraint event_contents_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint title_is_1_to_200_characters check (length(btrim(title)) between 1 and 200),
  constraint title_is_one_line check (title !~ '[[:cntrl:]]'),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint location_is_up_to_2000_characters check (length(location) <= 2000)
);
alter table events.event_contents enable row level security;
comment on table events.event_contents is 'The texts of an event page, one row per language.';
comment on column events.event_contents.location is 'How to get there, where to park.';

create table events.faq_entries (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  language text not null,
  question text not null,
  answer text not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint faq_entries_pkey primary key (org_id, id),
  constraint faq_entries_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint faq_entries_id_is_unique unique (id),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint question_is_1_to_300_characters check (length(btrim(question)) between 1 and 300),
  constraint question_is_one_line check (question !~ '[[:cntrl:]]'),
  constraint answer_is_1_to_5000_characters check (length(btrim(answer)) between 1 and 5000)
);
create index faq_entries_event_idx on events.faq_entries (org_id, event_id, sort_order);
alter table events.faq_entries enable row level security;
comment on table events.faq_entries is 'Questions that visitors ask, with the organiser''s answers.';

create table events.event_images (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  reference text not null,
  alt_nl text,
  alt_en text,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint event_images_pkey primary key (org_id, id),
  constraint event_images_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint event_images_id_is_unique unique (id),
  constraint reference_is_1_to_1000_characters check (length(btrim(reference)) between 1 and 1000),
  constraint reference_is_a_path_or_an_https_address check (
    reference ~ '^https://[^[:space:]<>"\\]+$'
    or reference !~ '[:<>"\\?#[:cntrl:]]|^[/[:space:]]|(^|/)\.\.?(/|$)'),
  constraint alt_is_up_to_300_characters check (length(alt_nl) <= 300 and length(alt_en) <= 300)
);
create index event_images_event_idx on events.event_images (org_id, event_id, sort_order);
alter table events.event_images enable row level security;
comment on table events.event_images is 'Images of an event page. The files are kept elsewhere.';
comment on column events.event_images.reference is 'A path in Supabase Storage or an https address.';
