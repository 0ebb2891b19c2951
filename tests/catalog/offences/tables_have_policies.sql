alter table bad.t disable row level security;

drop policy all_nobody on bad.t;
