grant insert on bad.t to authenticated;

grant update on public.v to authenticated;
