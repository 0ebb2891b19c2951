-- The registry of errors: every refusal that a client can meet, with its HTTP status. Raised only
-- through core.fail(). In `message` and `hint`, {name} stands for a value of the error's data.

create table core.errors (
  slug text not null,
  http_status smallint not null,
  message text not null,
  hint text not null,
  constraint errors_pkey primary key (slug),
  constraint slug_is_snake_case check (slug ~ '^[a-z][a-z0-9_]*$'),
  constraint http_status_is_an_error check (http_status between 400 and 599)
);
alter table core.errors enable row level security;
comment on table core.errors is 'Every error a client can get: its slug, HTTP status, text and cure.';
