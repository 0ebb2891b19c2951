-- What apps can follow live through Supabase Realtime, which asks row level security for each row:
-- scans and admissions. The publication is there already on Supabase; elsewhere it is made.
do $$
begin
  if not exists (select from pg_catalog.pg_publication as p where p.pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
end
$$;
alter publication supabase_realtime add table door.scan_logs, door.admissions;
