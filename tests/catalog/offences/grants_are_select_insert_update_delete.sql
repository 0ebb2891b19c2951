grant all on bad.t to service_role;

grant trigger on public.v to anon;
