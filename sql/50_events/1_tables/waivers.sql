-- requires: events
--
-- The statement that participants of an event accept, one row per version. What a version says is
-- never changed, so that who accepted one keeps it. The newest is asked for, unless it is
-- withdrawn. Written by events.publish_waiver() and events.withdraw_waiver().

create table events.waivers (
  org_id uuid not null,
  event_id uuid not null,
  version integer not null,
  text_nl text,
  text_en text,
  guardian_below_age integer not null default 18,
  created_at timestamptz not null default core.clock(),
  withdrawn_at timestamptz,
  constraint waivers_pkey primary key (org_id, event_id, version),
  constraint waivers_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint version_is_positive check (version >= 1),
  constraint there_is_a_text check (coalesce(text_nl, text_en) is not null),
  constraint text_is_1_to_50000_characters
    check (
      length(btrim(text_nl)) between 1 and 50000 and length(btrim(text_en)) between 1 and 50000
    ),
  constraint guardian_below_age_is_0_to_21 check (guardian_below_age between 0 and 21)
);
alter table events.waivers enable row level security;
comment on table events.waivers is 'What participants accept, in all its versions.';
comment on column events.waivers.guardian_below_age is
  'Whoever is younger on race day needs the acceptance of a guardian.';
comment on column events.waivers.withdrawn_at is
  'Since when the event asks for none; it counts on the newest version.';
