-- What administrators of the platform write about an org, for each other: its members never see it.
-- Written once, never changed.

create table platform.org_notes (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  body text not null,
  written_by uuid,
  created_at timestamptz not null default core.clock(),
  constraint org_notes_pkey primary key (org_id, id),
  constraint org_notes_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint org_notes_written_by_fkey foreign key (written_by)
    references auth.users (id) on delete set null,
  constraint body_has_1_to_4000_characters check (length(btrim(body)) between 1 and 4000)
);
create index org_notes_written_by_idx on platform.org_notes (written_by);
alter table platform.org_notes enable row level security;
comment on table platform.org_notes is
  'Notes of administrators about orgs. Not for their members.';
