grant select on bad.t to public;

grant select (id) on bad.t to public;

grant execute on function bad.f(int) to public;

grant usage on schema bad to public;
