-- The promises that the database keeps, each as a view that has no rows while it holds. A room
-- registers its views here; core.doctor() reads them all.

create table core.promises (
  promise text not null,
  view regclass not null,
  description text not null,
  constraint promises_pkey primary key (promise)
);
alter table core.promises enable row level security;
comment on table core.promises is 'Promises and the views that would show a broken one.';
