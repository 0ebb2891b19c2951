-- How a race ended for who took part, as timing says it: one row per registration. Written by
-- integrations.save_results() only, as a whole or not at all.

create table integrations.results (
  org_id uuid not null,
  registration_id uuid not null,
  event_id uuid not null,
  outcome integrations.outcome not null,
  gun_time interval,
  net_time interval,
  splits jsonb not null default '{}',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint results_pkey primary key (org_id, registration_id),
  constraint results_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint results_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint gun_time_is_set_iff_finished check ((outcome = 'finished') = (gun_time is not null)),
  constraint only_who_finished_has_a_net_time check (outcome = 'finished' or net_time is null),
  constraint net_time_is_not_above_gun_time check (net_time <= gun_time),
  constraint times_are_positive check (
    gun_time > interval '0' and net_time > interval '0' and gun_time < interval '1000 hours'),
  constraint splits_are_an_object check (jsonb_typeof(splits) = 'object')
);
create index results_event_idx on integrations.results (org_id, event_id);
alter table integrations.results enable row level security;
comment on table integrations.results is 'How a race ended for who took part.';
comment on column integrations.results.gun_time is 'From the starting shot to the finish.';
comment on column integrations.results.net_time is
  'From crossing the start line to the finish; null where that was not measured.';
comment on column integrations.results.splits is
  'Times in between by the name of their point: {"10 km": "00:45:12.3"}.';

-- Machine `result_list`.
create table integrations.result_lists (
  org_id uuid not null,
  event_id uuid not null,
  status integrations.result_list_status not null default 'unpublished',
  published_at timestamptz,
  constraint result_lists_pkey primary key (org_id, event_id),
  constraint result_lists_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint published_at_is_set_iff_published
    check ((status = 'published') = (published_at is not null))
);
alter table integrations.result_lists enable row level security;
comment on table integrations.result_lists is
  'Events that have results, and since when everybody sees them.';
