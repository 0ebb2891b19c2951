alter policy all_nobody on bad.t rename to nobody;

create policy all_staff on bad.t for select to anon using (true);

alter policy all_nobody on bad.t using (true);

create policy select_a on bad.t for select to anon using (true);
create policy select_b on bad.t for select to anon, authenticated using (true);
