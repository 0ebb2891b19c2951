-- What the platform has to say on everybody's screens for a while: that it will be down on Sunday
-- morning, that a payment method has trouble. Written by platform admins, read by everybody.

create type platform.audience as enum ('everybody', 'organisers', 'visitors');
comment on type platform.audience is 'Whom a notice is for.';

create table platform.notices (
  id uuid not null default core.new_id(),
  audience platform.audience not null,
  text_nl text not null,
  text_en text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  withdrawn_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint notices_pkey primary key (id),
  constraint notices_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint notice_ends_after_it_starts check (ends_at > starts_at),
  constraint texts_are_bounded
    check (length(text_nl) between 1 and 1000 and length(text_en) between 1 and 1000)
);
create index notices_created_by_idx on platform.notices (created_by);
create index notices_ends_at_idx on platform.notices (ends_at) where withdrawn_at is null;
alter table platform.notices enable row level security;
comment on table platform.notices is 'What everybody is told for a while.';

insert into core.settings (key, value, minimum, maximum, description) values
  ('platform.name', '"Entree"', 1, 60, 'What the platform calls itself in its own mails.');
