-- A small room that keeps every rule; the paragraphs in offences/ each break one.
create schema bad;
create type bad.status as enum ('new_one', 'done', 'lost');
create table bad.t (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  status bad.status not null default 'new_one',
  user_id uuid,
  constraint t_pkey primary key (org_id, id)
);
create index t_user_idx on bad.t (user_id);
alter table bad.t enable row level security;
create policy all_nobody on bad.t using (false);
create trigger _200_transition before insert or update of status on bad.t
  for each row execute function core.tg__transition('bad');
insert into core.transitions (machine, from_state, to_state, description) values
  ('bad', 'new', 'new_one', ''), ('bad', 'new_one', 'done', ''), ('bad', 'new_one', 'lost', '');
create function bad.f(p_x int) returns int language sql stable set search_path = '' as 'select 1';
revoke all on function bad.f(int) from public;
create function bad.tg__x() returns trigger language plpgsql set search_path = '' as
  'begin return new; end';
revoke all on function bad.tg__x() from public;
create view public.v with (security_invoker = true) as select t.id from bad.t as t;
create function public.r(x int) returns int language sql stable set search_path = '' as 'select 1';
revoke all on function public.r(int) from public;
revoke all on public.v from anon, authenticated, service_role;
comment on schema bad is 'x';
comment on type bad.status is 'x';
comment on table bad.t is 'x';
comment on view public.v is 'x';
comment on function public.r(int) is 'x';
