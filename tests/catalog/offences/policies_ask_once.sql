create policy select_own on bad.t for select to anon using (user_id = auth.uid());

create policy insert_own on bad.t for insert to anon with check (id::text = current_setting('app.id'));
